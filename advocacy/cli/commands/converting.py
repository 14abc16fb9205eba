"""``advocacy conversions`` and ``visitors``: what followed clicks, and how it is credited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show, table
from advocacy.cli.parameters import CampaignId
from advocacy.cli.speech import counted, say, spoken
from advocacy.language import Language, day, number
from advocacy.outcome import decimals
from advocacy.program.converting import ImportedConversions
from advocacy.program.crediting import TOGETHER, By


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    group = typer.Typer(no_args_is_help=True, help=say("Ce qui a suivi les clics.", "What followed clicks."))
    import_help = say("Reprend un fichier CSV de conversions.", "Take a CSV file of conversions in.")
    group.command("import", help=import_help)(import_)
    group.command("credit", help=say("Les répartit entre les clics.", "Share them out among clicks."))(credit)
    app.add_typer(group, name="conversions")
    visitors_help = say("Visiteurs qui ont donné leur accord.", "Visitors who agreed to be counted.")
    app.command("visitors", help=visitors_help)(visitors)


def import_(
    file: Annotated[Path, typer.Argument(help=say("Un CSV, ou un export JSON.", "CSV, or a JSON export."))],
    *,
    layout: Annotated[
        str,
        typer.Option(
            help=say(
                "ga4, matomo, ou un nom de [conversions.<nom>] ; sinon nos propres colonnes.",
                "ga4, matomo, or a name of [conversions.<name>]; else our own columns.",
            )
        ),
    ] = "",
    aside: Annotated[
        Path | None,
        typer.Option(
            help=say(
                "Fichier à écrire avec les lignes refusées et pourquoi ; sinon tout ou rien.",
                "File to write with the lines refused and why; else it is all or nothing.",
            )
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Keep the conversions of a file, each once; all of its rows, or with ``--aside`` the good ones."""
    with open_program() as program:
        found = program.import_conversions(file, layout=layout, aside=aside, language=spoken())
    show(found, "\n".join(_imported(found)), as_json=as_json)


def _imported(found: ImportedConversions) -> list[str]:
    new = counted(
        found.new,
        fr=("nouvelle conversion", "nouvelles conversions"),
        en=("new conversion", "new conversions"),
    )
    lines = [f"{new}, {found.known} " + say("déjà connues", "known already"), *_doubtful(found)]
    if found.left_out:
        without = counted(
            found.left_out,
            fr=("ligne sans conversion", "lignes sans conversion"),
            en=("line without a conversion", "lines without a conversion"),
        )
        lines.append(without)
    if found.aside:
        refused = counted(
            found.refused, fr=("ligne refusée", "lignes refusées"), en=("line refused", "lines refused")
        )
        mend = say(
            "voir {file} : corrigez et importez ce fichier", "kept in {file}: mend and import that file"
        )
        lines.append(f"{refused}, " + mend.format(file=found.aside))
    return lines


def _doubtful(found: ImportedConversions) -> Iterator[str]:
    """What was taken otherwise than the file has it."""
    if found.clashes:
        kept, without = say("{id}, gardé {money}", "{id}, kept {money}"), say("sans montant", "without one")
        named = [
            kept.format(id=each.id, money=_money(each.kept or 0, each.kept_currency) or without)
            for each in found.clashes[:_NAMED]
        ]
        rest = ["…"] if len(found.clashes) > _NAMED else []
        known = counted(
            len(found.clashes),
            fr=("déjà connue avec un autre montant :", "déjà connues avec un autre montant :"),
            en=("known with another amount:", "known with another amount:"),
        )
        yield f"{known} " + "; ".join(named + rest)
    if found.foreign_clicks:
        rows = counted(found.foreign_clicks, fr=("ligne avait", "lignes avaient"), en=("row", "rows"))
        yield f"{rows} " + say(
            "un identifiant de clic qui n’est pas des nôtres", "had a click id that is not one of ours"
        )


def credit(
    *,
    as_json: AsJson = False,
    by: Annotated[By, typer.Option(help=say("Par quoi.", "By what."))] = By.CAMPAIGN,
    model: Annotated[
        str,
        typer.Option(
            help=say(
                "first, last, linear, position ou time_decay.", "first, last, linear, position or time_decay."
            )
        ),
    ] = "last",
    days: Annotated[int, typer.Option(min=1, help=say("Fenêtre, en jours.", "Window, in days."))] = 30,
    since: Annotated[str | None, typer.Option(help=say("Premier jour.", "First day."))] = None,
    until: Annotated[str | None, typer.Option(help=say("Dernier jour.", "Last day."))] = None,
) -> None:
    """What is tracked to have followed our clicks; not what they caused."""
    with open_program() as program:
        found = program.attribution(by=by, model=model, since=since, until=until, window=timedelta(days=days))
    columns = [say(_FRENCH[by], by), say("genre", "kind"), "conversions", say("montant", "amount")]
    rows = [
        (
            _group(each.group),
            each.kind,
            number(round(each.conversions, 2), spoken()),
            _money(each.amount, each.currency),
        )
        for each in found
    ]
    title = say("Ce qui est suivi n’est pas causé", "Tracked, which is not caused")
    none = say(
        "aucune conversion : advocacy conversions import", "no conversion: advocacy conversions import"
    )
    told: list[RenderableType] = [table(title, columns, rows)]
    if any(each.group is None for each in found):
        told.append(_why_together(program.settings.programme.min_group))
    show(found, Group(*told) if rows else none, as_json=as_json)


def _why_together(least: int) -> Text:
    return Text(
        say(
            "Sans clic des nôtres, ou par des campagnes de moins de {n} auteurs : une seule ligne, car deux "
            "diraient ce que si peu ont apporté.",
            "No click of ours, or by campaigns with fewer than {n} authors: one line, since two would tell "
            "what so few brought.",
        ).format(n=least)
    )


def visitors(campaign: CampaignId, *, as_json: AsJson = False) -> None:
    """How many of the visitors who agreed came again, from elsewhere, or by another colleague."""
    with open_program() as program:
        found = program.consenting_visitors(campaign)
    lines = [
        say(
            "{n} visiteurs qui ont donné leur accord (pas un échantillon des autres)",
            "{n} visitors who agreed (no sample of the others)",
        ).format(n=found.visitors),
        say("plus d’un jour : {n}", "on more than one day: {n}").format(n=found.several_days),
        say("de plus d’un réseau : {n}", "from more than one network: {n}").format(n=found.several_networks),
        say("par plus d’un collègue : {n}", "by more than one colleague: {n}").format(
            n=found.several_colleagues
        ),
        say("gardé jusqu’au {day}", "kept until {day}").format(day=day(found.kept_until, spoken())),
    ]
    show(found, "\n".join(lines), as_json=as_json)


def _group(group: str | None) -> str:
    if group is None:
        return say("(sans clic, ou trop peu d’auteurs)", "(no click, or too few authors)")
    return say("(ensemble)", "(together)") if group == TOGETHER else group


def _money(amount: float, currency: str) -> str:
    if not currency:
        return ""
    digits = decimals(currency)
    money = f"{amount / 10**digits:,.{digits}f}"
    if spoken() is Language.FR:
        money = money.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",")
    return f"{money} {currency}"


_NAMED = 10
"""Conflicts that are told one by one; ``--json`` has them all."""
_FRENCH = {By.CAMPAIGN: "campagne", By.STORY: "histoire", By.NETWORK: "réseau"}
