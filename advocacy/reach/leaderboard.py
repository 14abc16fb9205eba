"""Who shared, in order: teams that are large enough, and people who put their own name there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from advocacy.language import Text
from advocacy.reach.answer import Source, answer, require_on
from advocacy.reach.metrics import Form, Measure, measure
from advocacy.reach.number import Kind, Number
from advocacy.reach.question import Question
from advocacy.reach.table import Note, Role, Row, Table
from advocacy.reach.wording import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somebody's place; the same count is the same place, and the next place is skipped."""

    place: int
    name: str
    count: int


def places(counts: Mapping[str, int]) -> list[Place]:
    """In order, ties by name.

    >>> [(each.place, each.name) for each in places({"eve": 2, "ada": 5, "bob": 2, "zoe": 1})]
    [(1, 'ada'), (2, 'bob'), (2, 'eve'), (4, 'zoe')]
    """
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [
        Place(place=1 + sum(other > count for other in counts.values()), name=name, count=count)
        for name, count in ordered
    ]


def teams(source: Source, question: Question) -> Table:
    """Teams by how many of their people shared; what rounding cannot tell apart is a tie."""
    found = measure("leaderboard_teams")
    table = answer(source, found.name, by="team", question=question)
    shares = {row.key: row.numbers[0] for row in table if row.role is Role.GROUP and row.numbers[0].is_shown}
    standing = {team: _beaten_by(number, shares.values()) for team, number in shares.items()}
    rows = [
        replace(row, numbers=(_place(standing.get(row.key)), *row.numbers))
        for row in sorted(table.rows, key=lambda row: (standing.get(row.key, _LAST), row.label))
    ]
    note = Note(text=_TIES.say(source.language), about=frozenset({found.name}))
    return replace(
        table,
        measures=(_column(found, "place", _PLACE), *table.measures),
        rows=tuple(rows),
        notes=(*table.notes, note),
    )


def people(
    source: Source,
    question: Question,
    *,
    unrewarded: Collection[str],
    names: Mapping[str, str],
    me: str | None = None,
) -> Table:
    """Those who asked for it, by their posts; and the one who asks, whether listed or not.

    Args:
        source: where the facts are.
        question: of which days and campaign.
        unrewarded: networks whose terms forbid to reward posts; theirs do not count.
        names: of people, by their ids.
        me: whoever looks at it.
    """
    found = measure("leaderboard")
    require_on(found, source.settings)
    with source.engine.reading(zone=question.zone, clock=source.clock) as reading:
        listed = _counted(reading.query(found.sql, question.asked), unrewarded)
        mine = _counted(reading.query(_POSTS, question.asked), unrewarded)[me] if me else 0
    rows = [
        _row(each.name, names.get(each.name, each.name), Number.exact(each.place), each.count)
        for each in places(listed)
    ]
    if me and me not in listed:
        you = _YOU.format(name=names.get(me, me)).say(source.language)
        rows.append(_row(me, you, Number.absent(), mine))
    return Table(
        title=found.title.say(source.language),
        name="advocate",
        head=_NAME.say(source.language),
        measures=(_column(found, "place", _PLACE), replace(found, title=_POSTS_TITLE)),
        rows=tuple(rows),
        notes=tuple(
            Note(text=said.say(source.language), about=frozenset({found.name}))
            for said in (_CHOSEN, *((_WITHOUT,) if unrewarded else ()), found.is_not)
        ),
        language=source.language,
    )


def _counted(rows: Iterable[tuple[object, ...]], unrewarded: Collection[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for network, advocate, value, *_place in rows:
        if network not in unrewarded and isinstance(value, int):
            counts[str(advocate)] += value
    return counts


def _row(key: str, label: str, place: Number, count: int) -> Row:
    return Row(key=key, label=label, numbers=(place, Number.exact(count)))


def _beaten_by(mine: Number, every: Iterable[Number]) -> int:
    """How many are higher beyond what rounding hides."""
    return sum((other.low or 0) > (mine.high or 0) for other in every if other.kind is not Kind.WITHHELD)


def _place(beaten_by: int | None) -> Number:
    return Number.absent() if beaten_by is None else Number.exact(beaten_by + 1)


def _column(found: Measure, name: str, title: Text) -> Measure:
    return replace(found, name=name, form=Form.COUNT, title=title)


_LAST = 10**9
_POSTS = """
SELECT share_facts.network, share_facts.advocate, COUNT(*) AS value
FROM share_facts
CROSS JOIN asked
WHERE share_facts.posted = 1
  AND share_facts.posted_day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
GROUP BY share_facts.network, share_facts.advocate
"""
"""Everyone's posts, to tell the one who asks their own."""
_NAME = text(fr="Nom", en="Name")
_PLACE = text(fr="Place", en="Place")
_POSTS_TITLE = text(fr="Posts", en="Posts")
_YOU = text(fr="{name} (vous ; pas au tableau)", en="{name} (you; not on the board)")
_TIES = text(
    fr="Une place n’en dépasse une autre que si l’arrondi n’explique pas l’écart ; le reste est à égalité.",
    en="One place is above another only where rounding cannot explain the difference; the rest is a tie.",
)
_CHOSEN = text(
    fr="N’y sont que les personnes qui y ont mis leur nom elles-mêmes ; elles l’ôtent quand elles veulent.",
    en="Only people who put their own name here are on it; they take it off whenever they like.",
)
_WITHOUT = text(
    fr="Les posts sur des réseaux dont les conditions interdisent de récompenser ne comptent pas.",
    en="Posts on networks whose terms forbid to reward them do not count.",
)
