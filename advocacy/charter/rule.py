"""What a machine applies: a rule with its severity, conditions and texts, under the article people read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from advocacy.charter.draft import Context, Draft, Sector
from advocacy.charter.shorthand import Part, Shorthand, one_or_several
from advocacy.charter.terms import Day, released
from advocacy.documents import Country, Unfit
from advocacy.language import Language, Text
from advocacy.people.author import Author


class Severity(StrEnum):
    """How far a finding goes, the gravest first."""

    BLOCK = "block"
    """Not published."""
    WARN = "warn"
    """Published when the author confirms it with a reason, which is kept."""
    ADVISE = "advise"
    """Coaching."""

    def __init__(self, value: str) -> None:
        self.rank: int = ("block", "warn", "advise").index(value)
        """0 for the gravest."""


class Saying(Shorthand):
    """A text in French and English, as a file gives it; plain text is the same in both."""

    fr: str
    en: str

    @property
    def text(self) -> Text:
        """The same as one message."""
        return Text(fr=self.fr, en=self.en)

    @classmethod
    def spelled_out(cls, text: str) -> dict[str, Any]:
        """The mapping that `text` stands for."""
        return {"fr": text, "en": text}


Names = Annotated[tuple[str, ...], one_or_several(str)]
Authors = Annotated[tuple[Author, ...], one_or_several(Author)]
Languages = Annotated[tuple[Language, ...], one_or_several(Language)]
Countries = Annotated[tuple[Country, ...], one_or_several(Country)]
Sectors = Annotated[tuple[Sector, ...], one_or_several(Sector)]
Planner = Literal["self", "programme"]
Planners = Annotated[tuple[Planner, ...], one_or_several(Planner)]
Window = Literal["quiet", "reserve", "crisis"]


class When(Part):
    """What must hold around a text; every key that is given must."""

    since: date | None = None
    until: date | None = None
    author: Authors = ()
    sector: Sectors = ()
    network: Names = ()
    country: Countries = ()
    language: Languages = ()
    scheduled_by: Planners = ()
    profile: Names = ()
    reward: bool | None = None
    window: Window | None = None

    @model_validator(mode="after")
    def _not_over_before(self) -> Self:
        if self.since and self.until and self.until < self.since:
            raise _backwards("since")
        return self

    @cached_property
    def _asked(self) -> Sequence[tuple[Callable[[Draft, Circumstances], object], Sequence[object]]]:
        """What is asked of a draft, and which answers hold; only what the file says something about."""
        return [(ask, allowed) for name, ask in _QUESTIONS.items() if (allowed := getattr(self, name))]

    def holds(self, draft: Draft, house: Circumstances) -> bool:
        """Whether all of it holds for `draft`."""
        for ask, allowed in self._asked:
            if ask(draft, house) not in allowed:
                return False
        context = draft.context
        return (
            (self.reward is None or bool(context.reward) is self.reward)
            and (self.window is None or house.is_open(self.window, context))
            and self._dated(context)
        )

    def _dated(self, context: Context) -> bool:
        if self.since is None and self.until is None:
            return True
        if context.when is None:
            return False
        today = context.when.date()
        return (self.since is None or today >= self.since) and (self.until is None or today <= self.until)


Whens = Annotated[tuple[When, ...], one_or_several(When)]
"""Conditions on the context, of which one must hold; none means always."""


class Period(Part):
    """From a day (or moment) until another, both included."""

    from_: Day = Field(alias="from")
    until: Day

    @model_validator(mode="after")
    def _not_over_before(self) -> Self:
        if _day_of(self.until) < _day_of(self.from_):
            raise _backwards("from")
        return self


class Circumstances(Part):
    """What a charter says of the world around: its country and its windows."""

    country: str | None = None
    windows: dict[Window, tuple[Period, ...]] = Field(default_factory=dict)

    def is_open(self, window: Window, context: Context) -> bool:
        """Whether `window` is open for `context`, by its own flag or by the charter's dates."""
        flagged = {
            "quiet": context.quiet_period,
            "reserve": context.election_reserve,
            "crisis": context.crisis is not None,
        }
        return flagged[window] or self.until(window, context) is not None

    def until(self, window: Window, context: Context) -> Day | None:
        """When the window that is open by the charter's dates closes."""
        for period in self.windows.get(window, ()):
            if released(period.from_, context.when) and not past(period.until, context):
                return period.until
        return None


def _day_of(day: Day) -> date:
    return day.date() if isinstance(day, datetime) else day


def _backwards(first: str) -> Unfit:
    return Unfit(
        fr=f"la fin (until) vient avant le début ({first}) : échangez-les",
        en=f"the end (until) comes before the start ({first}): swap them",
    )


def past(day: Day | None, context: Context) -> bool:
    """Whether `day` is over; a whole day is over when the next begins, an unknown moment never."""
    when = context.when
    if day is None or when is None:
        return False
    return when > day if hasattr(day, "hour") else when.date() > day


class Level(Shorthand):
    """One step of a severity that depends on the context."""

    main: ClassVar[str] = "level"

    level: Severity
    when: Whens = ()


Levels = Annotated[tuple[Level, ...], one_or_several(Level)]


class Source(Shorthand):
    """Where a rule comes from; statements of law carry the day they were read."""

    main: ClassVar[str] = "title"

    title: str
    url: str | None = None
    read: date | None = None
    key: str | None = None


class Example(Shorthand):
    """A post that a rule must leave alone, or find."""

    main: ClassVar[str] = "text"

    text: str
    network: str | None = None
    context: dict[str, Any] = Field(default_factory=dict)
    evidence: str | None = None
    """What the finding quotes."""
    fixed: str | None = None
    """The text after its fix."""
    better: str | None = None
    """What to write instead, for people."""


class Examples(Part):
    """Examples by language."""

    fr: tuple[Example, ...] = ()
    en: tuple[Example, ...] = ()

    def of(self, language: str) -> tuple[Example, ...]:
        """Those in `language`."""
        return self.fr if Language.of(language) is Language.FR else self.en


def examples_wanted(when: Sequence[When]) -> Iterator[tuple[str, Language]]:
    """The kinds of examples that a rule must have: both in both languages, bad ones only where it applies.

    >>> [f"{kind}.{language}" for kind, language in examples_wanted([When(language=["en"])])]
    ['ok.fr', 'ok.en', 'nok.en']
    """
    everywhere = not when or any(not condition.language for condition in when)
    applies = set(Language) if everywhere else {each for condition in when for each in condition.language}
    yield from (("ok", language) for language in Language)
    yield from (("nok", language) for language in Language if language in applies)


_QUESTIONS: dict[str, Callable[[Draft, Circumstances], object]] = {
    "author": lambda draft, _: draft.context.author,
    "sector": lambda draft, _: draft.context.sector,
    "network": lambda draft, _: draft.network,
    "country": lambda draft, house: draft.context.author_country or house.country,
    "language": lambda draft, _: draft.language,
    "scheduled_by": lambda draft, _: draft.context.scheduled_by,
    "profile": lambda draft, _: draft.context.profile,
}
