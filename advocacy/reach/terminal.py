"""A report as it prints itself in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text as Styled

from advocacy.language import Text, day
from advocacy.reach.commentary import Commentary, plain_sentence
from advocacy.reach.page.words import WORDS

if TYPE_CHECKING:
    from advocacy.reach.report import Report

ANSWERS = ("shares_offered", "shares_accepted", "shares_declined", "share_rate")
FOLLOWED = ("posts", "clicks_people", "clicks_bots", "clicks_per_post")
"""The columns of a content table, in two tables that fit a narrow page."""
PARTICIPATION = ("advocates", "adoption", "posts", "clicks_people")
"""Those of a table of teams."""


def drawn(report: Report) -> RenderableType:
    """Everything that a terminal shows of `report`."""
    return Group(*_parts(report))


def period(report: Report, language: str = "") -> str:
    """The days that a report is about, in words; of its own language, unless another is named."""
    spoken = language or report.language
    first, last = (day(one, spoken) for one in report.period)
    return first if first == last else _PERIOD.format(first=first, last=last).say(spoken)


def _parts(report: Report) -> Iterator[RenderableType]:
    yield Styled(report.title, style="bold")
    yield Padding(Styled(period(report), style="dim"), (0, 0, 1, 0))
    said = Commentary(report)
    for sentence in said.in_short():
        yield Styled(plain_sentence(sentence))
    for dimension, columns in (("story", FOLLOWED), ("network", FOLLOWED), ("team", PARTICIPATION)):
        table = report.by(dimension).only(*columns)
        if len(table) > 1:
            yield Padding(table, (1, 0, 0, 0))
    if report.estimates:
        yield Padding(Styled(WORDS["estimates"].say(report.language), style="bold"), (1, 0, 0, 0))
        yield Styled("\n".join(_estimates(report)))
    steps = [f"• {plain_sentence(step.text)}{_command(step.command)}" for step in said.next_steps()]
    yield Padding(Styled(_NEXT.say(report.language), style="bold"), (1, 0, 0, 0))
    yield Styled("\n".join(steps))


def _estimates(report: Report) -> Iterator[str]:
    """Each on its line; the page adds how, and what is taken for granted."""
    for each in report.estimates:
        where = report.labels.of("network", each.network)
        yield f"• {each.title.say(report.language)} – {where} → {each.estimate.say(report.language)}"


def _command(command: str) -> str:
    return f"  → {command}" if command else ""


_PERIOD = Text(fr="du {first} au {last}", en="{first} to {last}")
_NEXT = Text(fr="À faire maintenant", en="What to do next")
