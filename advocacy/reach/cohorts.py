"""Retention: people by the month in which they joined, and in which weeks since then they shared.

Months are taken together, oldest first, until they are enough people; so a group is the same for ever, and no
later report can be subtracted from an earlier one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from advocacy.language import Text
from advocacy.reach.answer import Source
from advocacy.reach.figures import Pair
from advocacy.reach.metrics import Measure, measure
from advocacy.reach.number import Number
from advocacy.reach.privacy import rounded
from advocacy.reach.question import Question
from advocacy.reach.table import Note, Row, Table
from advocacy.reach.wording import text
from advocacy.storage.periods import PERIOD


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """People who joined in the same month, or in several that follow one another.

    Attributes:
        months: as numbers, such as 202603.
        people: how many joined.
        active: by period of 28 days since joining, how many shared in it.
    """

    months: tuple[int, ...]
    people: int
    active: Mapping[int, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its months as people write them: ``2026-03``, ``2026-03 – 2026-05``."""
        ends = dict.fromkeys((self.months[0], self.months[-1]))
        return " – ".join(f"{month // 100}-{month % 100:02}" for month in ends)


def cohorts(
    rows: Iterable[tuple[int, int, int, int]], *, min_group: int
) -> tuple[list[Cohort], Cohort | None]:
    """Those that may be shown, and the months that still wait for more people.

    Args:
        rows: month, period, how many shared in it, how many joined.
        min_group: fewest people of a cohort.

    >>> found, waiting = cohorts([(202601, 0, 5, 8), (202602, 0, 2, 6), (202603, 0, 1, 3)], min_group=10)
    >>> [(each.name, each.people, each.active) for each in found], waiting.name
    ([('2026-01 – 2026-02', 14, {0: 7})], '2026-03')
    """
    months: defaultdict[int, dict[int, Pair]] = defaultdict(dict)
    for month, period, active, people in rows:
        months[month][period] = Pair(active, people)
    found: list[Cohort] = []
    waiting: list[int] = []
    for month in sorted(months):
        waiting.append(month)
        if sum(months[each][0].whole for each in waiting) >= min_group:
            found.append(_one(waiting, months))
            waiting = []
    return found, _one(waiting, months) if waiting else None


def retention(source: Source, question: Question) -> Table:
    """Each cohort's share of people who shared, period by period.

    What people do is rounded in every place, and there is no total: it would tell of the months that wait.
    """
    found = measure("retention")
    with source.engine.reading(zone=question.zone, clock=source.clock) as reading:
        rows = [tuple(map(_whole, row)) for row in reading.query(found.sql, question.asked)]
    shown, waiting = cohorts(rows, min_group=source.min_group)  # type: ignore[arg-type]
    last = max((period for each in shown for period in each.active), default=0)
    return Table(
        title=found.title.say(source.language),
        name="cohort",
        head=_HEAD.say(source.language),
        measures=(_people(found), *(_period(found, number) for number in range(last + 1))),
        rows=tuple(_rows(shown, waiting, last)),
        notes=tuple(_notes(found, waiting, source)),
        language=source.language,
    )


def _one(months: list[int], known: Mapping[int, Mapping[int, Pair]]) -> Cohort:
    """Months as one; a period counts when it is over for each of them."""
    over = set.intersection(*(set(known[month]) for month in months))
    return Cohort(
        months=tuple(months),
        people=sum(known[month][0].whole for month in months),
        active={period: sum(known[month][period].part for month in months) for period in sorted(over)},
    )


def _rows(shown: list[Cohort], waiting: Cohort | None, last: int) -> Iterator[Row]:
    for each in shown:
        periods = (_number(each, period) for period in range(last + 1))
        yield Row(key=each.name, label=each.name, numbers=(Number.exact(each.people), *periods))
    if waiting is not None:
        hidden = (Number.withheld(),) * (last + 2)
        yield Row(key=waiting.name, label=waiting.name, numbers=hidden)


def _number(cohort: Cohort, period: int) -> Number:
    if period not in cohort.active:
        return Number.absent()
    return Number.between(rounded(cohort.active[period], of=cohort.people), of=cohort.people)


def _people(found: Measure) -> Measure:
    advocates = measure("advocates")
    return replace(advocates, name="joined", title=_JOINED, means=found.means, is_not=found.is_not)


def _period(found: Measure, number: int) -> Measure:
    title = _DAYS.format(first=number * PERIOD, last=(number + 1) * PERIOD - 1)
    return replace(found, name=f"{found.name}_{number}", title=title)


def _notes(found: Measure, waiting: Cohort | None, source: Source) -> Iterator[Note]:
    about = frozenset({found.name})
    if waiting is not None:
        said = _WAITING.format(months=waiting.name, n=source.min_group)
        yield Note(text=said.say(source.language), about=about)
    yield Note(text=_ROUNDED.say(source.language), about=about)
    yield Note(text=found.is_not.say(source.language), about=about)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


_HEAD = text(fr="Arrivées", en="Joined")
_JOINED = text(fr="Personnes", en="People")
_DAYS = text(fr="jours {first}–{last}", en="days {first}–{last}")
_WAITING = text(
    fr="Non montré : {months}, moins de {n} arrivées ; les mois suivants s’y ajouteront.",
    en="Not shown: {months}, fewer than {n} people joined; the months that follow will be added.",
)
_ROUNDED: Text = text(
    fr="Qui a partagé est arrondi par trois, pour que personne n’y apparaisse seul.",
    en="Who shared is rounded to threes, so that no one person shows.",
)
