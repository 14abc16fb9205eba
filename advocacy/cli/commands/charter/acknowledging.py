"""``advocacy charter acknowledge`` and ``readiness``: who has read what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, out, show, table
from advocacy.cli.speech import chosen, say, spoken
from advocacy.language import number
from advocacy.program import Program
from advocacy.program.acknowledging import ArticleReadiness

if TYPE_CHECKING:
    from advocacy.charter.acknowledgement import Readiness


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command("acknowledge", help=say("Dit qu’on a lu la charte.", "Say that one has read the charter."))(
        acknowledge
    )
    app.command("readiness", help=say("Quels articles ont été lus.", "Which articles have been read."))(
        readiness
    )


def acknowledge(
    *,
    by: Annotated[str, typer.Option(help=say("Qui l’a lue.", "Who has read it."))],
    lang: Annotated[
        str | None, typer.Option("--lang", help=say("En quelle langue.", "In which language."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say that one has read the charter that holds."""
    with open_program() as program:
        due = program.to_acknowledge(by)
        done = program.acknowledge(by, by=by, language=chosen(lang) if lang else None)
    show(done, None, as_json=as_json)
    if not as_json:
        new = say(f"{len(due)} articles nouveaux pour vous", f"{len(due)} articles new to you")
        out.print(new + (say(" :", ":") if due else "."), markup=False)
        for article in due:
            out.print(f"  {article.number}. {article.title.say(spoken())}", markup=False)


def readiness(
    *,
    by: Annotated[
        str | None,
        typer.Option(
            help=say("Soi-même ; sinon tous ensemble.", "Oneself; without it, all together."),
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show which articles a person has read and met, or how many people have read each."""
    with open_program() as program:
        if by is None:
            everyone = program.readiness_of_all()
            show(everyone, _everyone(everyone), as_json=as_json)
            return
        own = program.readiness(by, by=by)
        show(own, _own(own, program), as_json=as_json)


def _own(found: list[Readiness], program: Program) -> Table:
    titles = {article.id: article.title.say(spoken()) for article in program.charter.articles}
    rows = [
        (
            titles[each.article],
            each.acknowledged_at,
            each.met_at,
            _note(concerns=each.concerns, changed=each.changed, is_due=each.is_due),
        )
        for each in found
    ]
    return table("", ["article", say("lu", "read"), say("rencontré", "met"), ""], rows)


def _note(*, concerns: bool, changed: bool, is_due: bool) -> str:
    if not concerns:
        return say("ne vous concerne pas", "does not concern you")
    if changed:
        return say("a changé : à relire", "has changed: read it again")
    return say("à lire", "to be read") if is_due else ""


def _everyone(found: list[ArticleReadiness]) -> Table:
    rows = [(each.title.say(spoken()), _share(each)) for each in found]
    return table("", ["article", say("lu par", "read by")], rows)


def _share(found: ArticleReadiness) -> str:
    low, high = found.read.low, found.read.high
    if low is None or high is None:
        return say("trop peu de personnes pour le dire", "too few people to say")
    between = f"{number(100 * low, spoken())}–{number(100 * high, spoken())}"
    return say(f"{between} %", f"{between}%")
