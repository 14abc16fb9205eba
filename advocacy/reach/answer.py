"""The numbers of one measure that somebody asked for by its name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from advocacy.clock import Clock, utc_now
from advocacy.errors import InvalidInput, Mistake, NotAllowed, NotFound
from advocacy.language import Text
from advocacy.reach.breakdown import Breakdown
from advocacy.reach.engines import Engine, StoreEngine
from advocacy.reach.figures import PLACES, is_daily, kind_of, read_figures
from advocacy.reach.labels import TOTAL, Labels
from advocacy.reach.metrics import Behind, Form, Measure, Use, measure
from advocacy.reach.notes import withheld
from advocacy.reach.number import Kind, Number
from advocacy.reach.question import Question
from advocacy.reach.table import Note, Role, Row, Table
from advocacy.reach.tabulate import table_of
from advocacy.settings import Settings
from advocacy.storage import Store


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where answers come from, and how they are told.

    Attributes:
        engine: what holds the facts.
        settings: for the time zone, the smallest group, and what is turned on.
        language: of titles and notes.
        networks: how networks are called, by their ids.
        clock: what tells the time.
    """

    engine: Engine
    settings: Settings
    language: str = "en"
    networks: Mapping[str, str]
    clock: Clock = utc_now

    @classmethod
    def of(
        cls,
        source: Store | Engine,
        *,
        settings: Settings,
        language: str = "en",
        networks: Mapping[str, str] | None = None,
        clock: Clock = utc_now,
    ) -> Source:
        """Of a database or an engine."""
        engine = StoreEngine(source) if isinstance(source, Store) else source
        return cls(engine=engine, settings=settings, language=language, networks=networks or {}, clock=clock)

    def question(self, **asked: object) -> Question:
        """A question about this programme; see `Question.of`."""
        zone = ZoneInfo(self.settings.programme.timezone)
        return Question.of(zone=zone, now=self.clock(), **asked)  # type: ignore[arg-type]

    @property
    def min_group(self) -> int:
        """Fewest people a group may have."""
        return self.settings.programme.min_group

    def breakdown(self, question: Question, only: Collection[Measure], by: str = "") -> Breakdown:
        """Their sums, with the rules of privacy."""
        with self.engine.reading(zone=question.zone, clock=self.clock) as reading:
            figures = read_figures(reading, question.asked, min_group=self.min_group, only=only, by=by)
        question.require_campaign(figures.names)
        return Breakdown(
            figures=figures,
            min_group=self.min_group,
            campaign=question.campaign,
            is_cut=question.is_cut,
            is_dated=question.is_dated,
            only=tuple(found.name for found in only),
        )


def breakdowns(found: Measure) -> tuple[str, ...]:
    """What a measure can be told by, besides in all.

    >>> breakdowns(measure("impressions"))
    ('campaign', 'story', 'network', 'team', 'day', 'month')
    >>> breakdowns(measure("activation")), breakdowns(measure("summed_followers"))
    (('team',), ('campaign',))
    """
    if found.name in _ONLY_BY:
        return _ONLY_BY[found.name]
    places = tuple(name for name in PLACES if name in found.grain)
    if found.behind is Behind.INVITED:
        places = tuple(name for name in places if name != "team")
    return places + (("day", "month") if is_daily(found) else ())


def answer(source: Source, name: str, *, by: str = "", question: Question) -> Table:
    """One measure, in all or by groups that may be shown.

    Raises:
        NotFound: there is no such measure, or it is not told by that.
        NotAllowed: it is off.
        InvalidInput: it is not told of a period.
    """
    found = measure(name)
    require_on(found, source.settings)
    if kind_of(found):
        by = by or breakdowns(found)[0]  # unlike things have no sum
    _require_known(found, by, question)
    breakdown = source.breakdown(question, (found,), by)
    labels = Labels(language=source.language, names=breakdown.figures.names, networks=source.networks)
    total = breakdown.total(name)
    if found.name in _COARSE:
        total = coarse(total)
    table = (
        table_of(breakdown, labels, {name: total}, _KIND if kind_of(found) else by)
        if by
        else _in_all(found, total, labels, () if total.is_shown else tuple(withheld(breakdown, labels)))
    )
    return _finished(table, found, source.language)


def require_on(found: Measure, settings: Settings) -> None:
    """Raise `NotAllowed` for a measure that is off until the settings turn it on."""
    reach = settings.reach
    switches = {Form.MONEY: ("rates", reach.rates is not None)}
    default = ("leaderboards", reach.leaderboards)
    if found.name == "summed_followers":
        default = ("summed_followers", reach.summed_followers)
    field, is_on = switches.get(found.form, default)
    if found.use is Use.OFF and not is_on:
        why = _OFF.format(name=found.name, why=found.is_not, field=field)
        raise NotAllowed(fr=why.fr, en=why.en)


def coarse(number: Number) -> Number:
    """A number of two digits, and no more: it is not worth them."""
    if number.kind is not Kind.EXACT or number.value is None:
        return number
    return Number.exact(two_digits(number.value))


def two_digits(value: float) -> int:
    """Rounded to its first two digits.

    >>> two_digits(87_654), two_digits(7)
    (88000, 7)
    """
    whole = round(value)
    return round(whole, -max(len(str(abs(whole))) - 2, 0))


def _finished(table: Table, found: Measure, language: str) -> Table:
    """With what a reader must know, and as coarse as it must be."""
    rows = table.rows
    if found.name in _COARSE:
        rows = tuple(replace(row, numbers=tuple(map(coarse, row.numbers))) for row in rows)
    note = Note(text=found.is_not.say(language), about=frozenset({found.name}))
    mark = f" – {found.watermark.say(language).upper()}" if found.watermark else ""
    return replace(table, title=f"{table.title}{mark}", rows=rows, notes=(*table.notes, note))


def _in_all(found: Measure, total: Number, labels: Labels, notes: tuple[Note, ...]) -> Table:
    row = Row(key="", label=TOTAL.say(labels.language), numbers=(total,), role=Role.TOTAL)
    return Table(
        title=found.title.say(labels.language),
        name="all",
        head="",
        measures=(found,),
        rows=(row,),
        notes=notes,
        language=labels.language,
    )


def _require_known(found: Measure, by: str, question: Question) -> None:
    known = breakdowns(found)
    if by and by not in known:
        raise NotFound(
            fr=f"« {found.name} » ne se détaille pas par « {by} ». Possibles : {', '.join(known)}",
            en=f"“{found.name}” is not told by “{by}”. There are: {', '.join(known)}",
        )
    if found.name in _COARSE and question.is_cut:
        raise InvalidInput(Mistake(field="since, until", message=_NO_PERIOD.format(name=found.name)))


_KIND = "kind"
_ONLY_BY: Mapping[str, tuple[str, ...]] = {
    "clicks": ("class",),
    "network_counts": ("metric",),
    "summed_followers": ("campaign",),
}
_COARSE = ("summed_followers",)
"""Each post adds its author's own number, so that a period or a digit more would tell it."""
_OFF = Text(
    fr="« {name} » est éteint ; pour l’allumer : « {field} » sous [reach] dans advocacy.toml. Ce qu’il n’est "
    "pas : {why}",
    en="“{name}” is off; to turn it on: “{field}” under [reach] in advocacy.toml. What it is not: {why}",
)
_NO_PERIOD = Text(
    fr="« {name} » se dit du tout, sans début ni fin : une période en dirait trop sur chacun",
    en="“{name}” is told of the whole, without beginning or end: a period would tell too much of each person",
)
