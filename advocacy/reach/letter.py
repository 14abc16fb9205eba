"""A report as a letter: the page, and what it says in a few lines of plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advocacy.language import Text, day
from advocacy.reach.commentary import Commentary, plain_sentence

if TYPE_CHECKING:
    from advocacy.reach.report import Report


def subject(report: Report) -> str:
    """Its title and its days, in one line."""
    first, last = (day(each, report.language) for each in report.period)
    return _SUBJECT.format(title=report.title, first=first, last=last).say(report.language)


def in_short(report: Report) -> str:
    """Its days and the three sentences for someone who reads no further."""
    sentences = [plain_sentence(each) for each in Commentary(report).in_short()]
    return "\n".join([subject(report), *sentences])


def summary(report: Report) -> str:
    """The same with what stands out, and what to do next."""
    told = Commentary(report)
    steps = [f"- {plain_sentence(step.text)}" for step in told.next_steps()]
    happened = [plain_sentence(each) for each in told.happened()]
    parts = [in_short(report), "\n".join(happened), _NEXT.say(report.language), "\n".join(steps)]
    return "\n\n".join(part for part in (*parts, _ENCLOSED.say(report.language)) if part)


_SUBJECT = Text(fr="{title} : du {first} au {last}", en="{title}: {first} to {last}")
_NEXT = Text(fr="Et maintenant :", en="What to do now:")
_ENCLOSED = Text(
    fr="La page jointe dit ce que valent ces chiffres.",
    en="The page enclosed says what these figures are worth.",
)
