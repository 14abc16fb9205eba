"""Help in the reader's language: Typer's own words, such as “Usage”, are English."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from advocacy.cli.speech import say, spoken
from advocacy.language import Language, Text


def translate(app: typer.Typer) -> None:
    """Have every help page of `app` say all of it in the reader's language."""
    app.info.cls = Verbs
    for group in app.registered_groups:
        if group.typer_instance is not None:
            translate(group.typer_instance)
    for command in app.registered_commands:
        command.cls = Verb


def speak(language: Language) -> None:
    """Have the headings of every help page in `language`."""
    from typer import rich_utils  # noqa: PLC0415 - what it is called differs among releases of Typer

    for name, words in _HEADINGS.items():
        setattr(rich_utils, name, words.say(language))


class _Told:
    """What Typer says of a verb, in the reader's language."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """How it is typed; what may be left out stands in brackets."""
        pieces = [each.metavar for each in self.params if each.param_type_name == "argument"]  # type: ignore[attr-defined]
        below = [say("VERBE …", "VERB …")] if isinstance(self, TyperGroup) else []
        words = " ".join(["[OPTIONS]", *pieces, *below])
        formatter.write_usage(ctx.command_path, words, prefix=say("Usage : ", "Usage: "))

    def get_help_option(self, ctx: Any) -> Any:
        """``--help``, and what it does."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help, option.metavar = say("Montre cette aide.", "Show this help."), ""
        return option


class Verb(_Told, TyperCommand):
    """A verb."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for each in self.params:
            _name(each)


class Verbs(_Told, TyperGroup):
    """A group of verbs."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for each in self.params:
            _name(each)


def _name(parameter: Any) -> None:
    """Name what it takes: of itself Typer names Python's types."""
    kind = parameter.type_descriptor
    if parameter.param_type_name == "argument":
        usual = parameter.name.upper()
        named = parameter.metavar or (usual if parameter.required else f"[{usual}]")
        parameter.metavar = _WORD.sub(_in_language, named)
        parameter.display_type_rich = lambda ctx: parameter.display_type(ctx) if kind.is_choice else ""
    elif parameter.metavar is not None:
        parameter.metavar = _WORD.sub(_in_language, parameter.metavar)
    elif not kind.is_choice:
        parameter.metavar = "" if parameter.is_bool_flag else _KINDS.get(kind.annotation, _TEXT).say(spoken())


def _in_language(word: re.Match[str]) -> str:
    return say(_FRENCH.get(word[0], word[0]), word[0])


_WORD = re.compile(r"[A-Z][A-Z_]+")
_FRENCH = {
    "ADVOCATE": "PERSONNE",
    "CAMPAIGN": "CAMPAGNE",
    "COUNT": "NOMBRE",
    "DAY": "JOUR",
    "DAYS": "JOURS",
    "DIR": "DOSSIER",
    "DISPUTE": "CONTESTATION",
    "EXEMPTION": "DÉROGATION",
    "FILE": "FICHIER",
    "HOURS": "HORAIRES",
    "IN": "ENTRÉE",
    "KIND": "GENRE",
    "NAME": "NOM",
    "NETWORK": "RÉSEAU",
    "NEW": "NOUVELLE",
    "OLD": "ANCIENNE",
    "OUTCOMES": "RÉSULTATS",
    "PLAN_FILE": "PLAN",
    "REASON": "RAISON",
    "REVIEW": "RELECTURE",
    "RULE": "RÈGLE",
    "SHARE": "PARTAGE",
    "STORY": "HISTOIRE",
    "SUBJECT": "SUJET",
    "WEBHOOK": "WEBHOOK",
    "WHERE": "OÙ",
}
"""What stands for a value, word by word."""
_TEXT = Text(fr="TEXTE", en="TEXT")
_KINDS = {
    int: Text(fr="NOMBRE", en="NUMBER"),
    float: Text(fr="NOMBRE", en="NUMBER"),
    Path: Text(fr="CHEMIN", en="PATH"),
}
_HEADINGS = {
    "ARGUMENTS_PANEL_TITLE": Text(fr="Arguments", en="Arguments"),
    "OPTIONS_PANEL_TITLE": Text(fr="Options", en="Options"),
    "COMMANDS_PANEL_TITLE": Text(fr="Verbes", en="Verbs"),
    "ERRORS_PANEL_TITLE": Text(fr="Erreur", en="Error"),
    "DEFAULT_STRING": Text(fr="[sinon : {}]", en="[default: {}]"),
    "ENVVAR_STRING": Text(fr="[variable : {}]", en="[env var: {}]"),
    "REQUIRED_LONG_STRING": Text(fr="[obligatoire]", en="[required]"),
    "ABORTED_TEXT": Text(fr="Abandonné.", en="Aborted."),
    "RICH_HELP": Text(
        fr="L’aide : [blue]{command_path} {help_option}[/]", en="Help: [blue]{command_path} {help_option}[/]"
    ),
}
