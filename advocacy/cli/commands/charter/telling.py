"""``advocacy charter explain``, ``lesson`` and ``page``: a rule, an article or all of it, told to people."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from advocacy.cli.commands.charter.files import CharterFile, source_of
from advocacy.cli.output import AsJson, show
from advocacy.cli.speech import chosen, say
from advocacy.language import Language
from advocacy.program import network_facts

Lang = Annotated[
    str | None,
    typer.Option("--lang", help=say("Langue ; sinon celle du terminal.", "Language; else the terminal's.")),
]


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command("explain", help=say("Explique une règle.", "Explain a rule."))(explain)
    app.command("lesson", help=say("Une courte leçon par article.", "A short lesson for an article."))(lesson)
    app.command("page", help=say("La charte telle qu’on la lit.", "The charter as people read it."))(page)


def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help=say("La règle.", "The rule."))],
    *,
    charter: CharterFile = None,
    lang: Lang = None,
    details: Annotated[
        bool, typer.Option("--details", help=say("Avec chaque condition.", "With each condition."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what a rule does, why, what to write instead and where it comes from."""
    from advocacy.charter.telling import explained  # noqa: PLC0415 - heavy: imported on first use

    found = explained(source_of(charter).rehearsal(), rule, facts_of=network_facts)
    show(found, Text(found.say(chosen(lang), details=details)), as_json=as_json)


def lesson(
    article: Annotated[
        str | None,
        typer.Argument(metavar="[ARTICLE]", help=say("L’article ; sinon tous.", "The article; else all.")),
    ] = None,
    *,
    charter: CharterFile = None,
    lang: Lang = None,
    ask: Annotated[bool, typer.Option("--ask", help=say("Sans la réponse.", "Without the answer."))] = False,
    as_json: AsJson = False,
) -> None:
    """Teach an article: its text, why, two examples, and a question with its answer."""
    from advocacy.charter.telling import lesson as lesson_of  # noqa: PLC0415 - heavy: imported on first use

    rehearsal = source_of(charter).rehearsal()
    wanted = [article] if article else [each.id for each in rehearsal.charter.articles]
    lessons = [lesson_of(rehearsal, each, facts_of=network_facts) for each in wanted]
    told = "\n\n".join(each.say(chosen(lang), answer=not ask) for each in lessons)
    show(lessons, Text(told), as_json=as_json)


def page(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help=say("La charte ; sinon celle du programme.", "The charter; else the programme's."),
            show_default=False,
        ),
    ] = None,
    *,
    html: Annotated[
        bool, typer.Option("--html", help=say("Une page, d’un seul fichier.", "A page, in one file."))
    ] = False,
    out_file: Annotated[
        Path | None, typer.Option("--out", help=say("Où l’écrire.", "Where to write it."))
    ] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Write the charter as employees read it; as a page, in both languages unless one is asked for."""
    from advocacy.charter.telling import lesson as lesson_of  # noqa: PLC0415 - heavy: imported on first use
    from advocacy.charter.telling import page_of  # noqa: PLC0415

    rehearsal = source_of(file).rehearsal()
    if html:
        languages = (chosen(lang),) if lang else tuple(Language)
        written = page_of(rehearsal, facts_of=network_facts).html(languages)
    else:
        lessons = (
            lesson_of(rehearsal, each.id, facts_of=network_facts) for each in rehearsal.charter.articles
        )
        written = "\n\n".join(each.say(chosen(lang)) for each in lessons) + "\n"
    if out_file is not None:
        out_file.write_text(written, encoding="utf-8")
    elif not as_json:
        sys.stdout.write(written)
    show({"page": written}, None, as_json=as_json)
