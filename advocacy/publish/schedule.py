"""Which share goes out when: in each person's own hours, spread over colleagues, networks and days.

Nothing is drawn at random: a share's own id decides where its place is looked for first. So the same shares
get the same slots, in whatever order they come.

every share, in the order of its draw ─▶ a day of the spread, a minute of that day, by its id
      ├ free there ─▶ its slot            free: gap to colleagues, to alike words, posts a day
      ├ else the next minute, the next day, a day after the spread
      └ nowhere ─▶ the gaps are halved, and halved again; only what is closed stays closed
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice

from advocacy.language import Text
from advocacy.publish.calendar import MINUTE, Calendar, Closed
from advocacy.publish.explain import Facts, why

HORIZON = timedelta(days=120)
"""How far ahead a place is looked for."""
_DENSITY = 0.5
"""How much of the time may be taken by gaps, so that places are found where they are looked for."""
_HALVINGS = 4
_MORE_DAYS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is kept to as long as there is room; see the settings of the same names."""

    days: int = 5
    gap: timedelta = timedelta(minutes=10)
    alike_gap: timedelta = timedelta(hours=4)
    per_day: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A share that needs a slot."""

    share: str
    advocate: str
    network: str
    alike: str
    """What it has in common with the shares that say nearly the same."""
    calendar: Calendar
    earliest: datetime
    latest: datetime | None = None
    """Before this moment, or not at all: the story closes."""
    may_leave: Callable[[datetime], bool] = field(default=lambda _at: True, compare=False)
    """Whether anything else, such as the charter, forbids the day of a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A moment that a share has already, or had."""

    advocate: str
    network: str
    alike: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The moment of a share, and why it is that one."""

    share: str
    at: datetime
    by: str
    """``programme``, or ``person`` where it is their own moment."""
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The slots that were found, first to last, and why some shares have none."""

    slots: tuple[Slot, ...]
    without: dict[str, Text] = field(default_factory=dict)


def plan(wishes: Iterable[Wish], taken: Iterable[Taken], figures: Figures) -> Plan:
    """A slot for each wish; what is `taken` already stays where it is."""
    ordered = sorted(wishes, key=lambda wish: (draw("order", wish.share), wish.share))
    board = Board(figures, ordered, list(taken))
    slots, without = [], {}
    for wish in ordered:
        found = board.place(wish)
        if isinstance(found, Slot):
            slots.append(found)
        else:
            without[wish.share] = found
    return Plan(slots=tuple(sorted(slots, key=lambda slot: (slot.at, slot.share))), without=without)


def draw(*parts: str, among: int = 1 << 62) -> int:
    """A number below `among` that depends on `parts` alone."""
    return int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:8]) % among


class Board:
    """What is taken, and what is still free."""

    def __init__(self, figures: Figures, wishes: Sequence[Wish], taken: Sequence[Taken]) -> None:
        self._figures = figures
        self._networks: dict[str, list[datetime]] = defaultdict(list)
        self._alike: dict[tuple[str, str], list[datetime]] = defaultdict(list)
        self._people: dict[str, list[datetime]] = defaultdict(list)
        for each in taken:
            self._take(each)
        self._crowds = Counter(wish.network for wish in wishes) + Counter(each.network for each in taken)
        self._choirs = Counter((wish.network, wish.alike) for wish in wishes)
        self._choirs.update((each.network, each.alike) for each in taken)

    def place(self, wish: Wish) -> Slot | Text:
        """The slot of `wish`, which is taken from now on; or why there is none."""
        days = self._days(wish)
        while days:
            minute, figures = self._found(wish, days)
            if wish.may_leave(minute):
                return self._slot(wish, minute, days, figures)
            days = [day for day in days if day != wish.calendar.local(minute).date()]
        return no_room(wish)

    def _found(self, wish: Wish, days: list[date]) -> tuple[datetime, Figures]:
        """The first free minute, with the figures that leave it free."""
        for figures in self._looser(wish, days):
            for day in self._order(wish, days):
                minute = self._free(wish, day, figures)
                if minute is not None:
                    return minute, figures
        return self._minutes(wish, days[0])[0], figures  # with no gap at all: their minutes are all taken

    def _take(self, taken: Taken) -> None:
        insort(self._networks[taken.network], taken.at)
        insort(self._alike[taken.network, taken.alike], taken.at)
        insort(self._people[taken.advocate], taken.at)

    def _slot(self, wish: Wish, at: datetime, days: list[date], figures: Figures) -> Slot:
        facts = Facts(
            share=wish.share,
            network=wish.network,
            local=wish.calendar.local(at),
            calendar=wish.calendar,
            earliest=wish.calendar.local(wish.earliest),
            place=days.index(wish.calendar.local(at).date()) + 1,
            days=min(self._figures.days, len(days)),
            colleagues=self._crowds[wish.network] - 1,
            alike=self._choirs[wish.network, wish.alike] - 1,
            gap=figures.gap,
            alike_gap=figures.alike_gap,
            per_day=figures.per_day,
            loosened=figures.alike_gap < self._figures.alike_gap or figures.gap < self._figures.gap,
        )
        self._take(Taken(advocate=wish.advocate, network=wish.network, alike=wish.alike, at=at))
        return Slot(share=wish.share, at=at, by="programme", why=why(facts))

    def _days(self, wish: Wish) -> list[date]:
        """The days on which it may go out, first to last: those it is spread over, and some more."""
        end = wish.earliest + HORIZON if wish.latest is None else min(wish.latest, wish.earliest + HORIZON)
        open_days = (day for day in wish.calendar.days(wish.earliest, end) if self._minutes(wish, day))
        return list(islice(open_days, self._figures.days + _MORE_DAYS))

    def _minutes(self, wish: Wish, day: date) -> tuple[datetime, ...]:
        minutes = wish.calendar.minutes(day)
        start = bisect_left(minutes, wish.earliest)
        end = len(minutes) if wish.latest is None else bisect_left(minutes, wish.latest)
        return minutes[start:end]

    def _order(self, wish: Wish, days: list[date]) -> Iterator[date]:
        """The day that is drawn, those after it, then those before it, and at last those after the spread."""
        spread, more = days[: self._figures.days], days[self._figures.days :]
        first = draw("day", wish.share, among=len(spread))
        yield from (*spread[first:], *spread[:first], *more)

    def _looser(self, wish: Wish, days: list[date]) -> Iterator[Figures]:
        """The figures that there is room for, then looser ones: alike words, colleagues, posts a day."""
        spread = days[: self._figures.days]
        room = sum((len(self._minutes(wish, day)) for day in spread), 0) * MINUTE * _DENSITY
        now = replace(
            self._figures,
            gap=min(self._figures.gap, room / max(1, self._crowds[wish.network])),
            alike_gap=min(self._figures.alike_gap, room / max(1, self._choirs[wish.network, wish.alike])),
        )
        yield now
        for halved in range(1, _HALVINGS + 1):
            yield replace(now, gap=now.gap / 2**halved, alike_gap=now.alike_gap / 2**halved)
        nothing = timedelta()
        yield replace(now, gap=nothing, alike_gap=nothing)
        yield replace(now, gap=nothing, alike_gap=nothing, per_day=len(self._people[wish.advocate]) + 1)

    def _free(self, wish: Wish, day: date, figures: Figures) -> datetime | None:
        """The first free minute of `day` from the one that is drawn on, then from its start on."""
        minutes = self._minutes(wish, day)
        mine = [wish.calendar.local(at).date() for at in self._people[wish.advocate]]
        if not minutes or mine.count(day) >= figures.per_day:
            return None
        first = draw("minute", wish.share, among=len(minutes))
        return self._first_free(wish, minutes[first:], figures) or self._first_free(
            wish, minutes[:first], figures
        )

    def _first_free(self, wish: Wish, minutes: Sequence[datetime], figures: Figures) -> datetime | None:
        place = 0
        while place < len(minutes):
            at = minutes[place]
            after = max(
                self._blocked(self._networks[wish.network], at, figures.gap),
                self._blocked(self._alike[wish.network, wish.alike], at, figures.alike_gap),
                self._blocked(self._people[wish.advocate], at, MINUTE),
            )
            if after <= at:
                return at
            place = bisect_left(minutes, after, lo=place + 1)
        return None

    @staticmethod
    def _blocked(taken: list[datetime], at: datetime, gap: timedelta) -> datetime:
        """Until when what is taken stands in the way of `at`; `at` itself where nothing does."""
        place = bisect_left(taken, at)
        near = [each for each in taken[max(0, place - 1) : place + 1] if abs(each - at) < gap]
        return max((each + gap for each in near), default=at)


def no_room(wish: Wish) -> Text:
    """Why there is no slot: the person works at no moment that is left."""
    closed = Counter(
        wish.calendar.closed(day)
        for day in wish.calendar.days(wish.earliest, wish.latest or wish.earliest + HORIZON)
    )
    reason = _ON_LEAVE if closed[Closed.LEAVE] else _NEVER
    return _NO_ROOM.format(reason=reason)


_ON_LEAVE = Text(fr="absence, jours fériés et jours non travaillés", en="leave, holidays and days off")
_NEVER = Text(fr="jours fériés et jours non travaillés", en="holidays and days off")
_NO_ROOM = Text(
    fr="Aucun moment dans vos horaires avant la fin de l’histoire ({reason}). Choisissez-en un vous-même : "
    "advocacy accept --at",
    en="No moment of your working hours is left before the story closes ({reason}). Choose one yourself: "
    "advocacy accept --at",
)
