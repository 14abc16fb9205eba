"""``advocacy charter explain`` and ``lesson``: a rule or an article, told to people."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from advocacy.cli.commands.charter.files import CharterFile, source_of
from advocacy.cli.output import AsJson, show
from advocacy.cli.speech import say, spoken
from advocacy.program import network_facts

Lang = Annotated[
    str | None,
    typer.Option("--lang", help=say("Langue ; sinon celle du terminal.", "Language; else the terminal's.")),
]


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command("explain", help=say("Explique une règle.", "Explain a rule."))(explain)
    app.command("lesson", help=say("Une courte leçon par article.", "A short lesson for an article."))(lesson)


def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help=say("La règle.", "The rule."))],
    *,
    charter: CharterFile = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Say what a rule does, why, what to write instead and where it comes from."""
    from advocacy.charter.telling import explained  # noqa: PLC0415 - heavy: imported on first use

    found = explained(source_of(charter).rehearsal(), rule, facts_of=network_facts)
    show(found, Text(found.say(lang or spoken())), as_json=as_json)


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
    told = "\n\n".join(each.say(lang or spoken(), answer=not ask) for each in lessons)
    show(lessons, Text(told), as_json=as_json)
