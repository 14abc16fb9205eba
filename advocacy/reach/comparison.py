"""Two reports side by side: periods, or campaigns.

Nothing is read here but numbers that the two reports show: whatever can be computed from a comparison could
be computed from them, and `tests/reach/attack.py` looks through all of them together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from advocacy.errors import NotFound
from advocacy.language import Text
from advocacy.reach.compared import Compared, rate_difference
from advocacy.reach.frames import Holds, Tabular
from advocacy.reach.metrics import measure
from advocacy.reach.number import Number
from advocacy.reach.table import Role, Row, Table, plain
from advocacy.reach.terminal import period
from advocacy.reach.wording import text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from advocacy.reach.report import Report

TOLD = (
    *("shares_offered", "shares_accepted", "share_rate", "posts"),
    *("clicks_people", "clicks_per_post", "advocates", "adoption"),
)
"""The measures that are compared."""
RATES = ("share_rate",)
"""Those with a chance interval: parts of a whole that are decided anew. Adoption has none: whoever has shared
once stays counted, so two dates tell of the same people twice."""


@dataclass(frozen=True, kw_only=True)
class Comparison(Tabular):
    """Two reports, number by number. Made by `Report.compare`."""

    here: Report
    there: Report
    lines: tuple[Compared, ...]
    """One for each measure, or for each group."""
    head: str
    """What a line is: ``measure``, or a breakdown."""

    @classmethod
    def of(cls, here: Report, there: Report) -> Comparison:
        """Every measure that can be compared, over all that the two report on."""
        lines = tuple(_line(here, there, name) for name in TOLD)
        return cls(here=here, there=there, lines=lines, head="measure")

    def by(self, dimension: str, what: str = "clicks_people") -> Comparison:
        """One measure by group: what both show of each.

        Groups that are shown in one and only together with others in the other have no difference.

        Raises:
            NotFound: there is no such breakdown, or no such measure in it.
        """
        if dimension == "day":
            raise NotFound(_NOT_BY_DAY)
        tables = [report.by(dimension) for report in (self.here, self.there)]
        one, other = ({row.key: (row, _number(table, row, what)) for row in table} for table in tables)
        lines = tuple(
            _fair(
                self.here,
                self.there,
                Compared(
                    key=key,
                    label=(one.get(key) or other[key])[0].label,
                    measure=measure(what),
                    here=one[key][1] if key in one else _missing(other[key][0]),
                    there=other[key][1] if key in other else _missing(one[key][0]),
                ),
            )
            for key in sorted(one.keys() | other.keys(), key=lambda key: _place(key, one, other))
            if any(_says_something(*table[key]) for table in (one, other) if key in table)
        )
        return Comparison(here=self.here, there=self.there, lines=lines, head=dimension)

    def __getitem__(self, key: str) -> Compared:
        """One line: of a measure, or of a group.

        Raises:
            NotFound: there is no such line.
        """
        for line in self.lines:
            if line.key == key:
                return line
        known = ", ".join(line.key for line in self.lines if line.key)
        raise NotFound(
            fr=f"« {key} » n’est pas comparé. Le sont : {known}",
            en=f"“{key}” is not compared. These are: {known}",
        )

    @property
    def language(self) -> str:
        """Of its titles and sentences: that of the report that was asked."""
        return self.here.language

    @property
    def title(self) -> str:
        """What is compared with what."""
        return _TITLE.format(here=self._name(self.here), there=self._name(self.there)).say(self.language)

    @property
    def is_overlapping(self) -> bool:
        """Whether something is in both, so that no difference of theirs is one of chance."""
        return _overlap(self.here, self.there)

    def said_below(self) -> tuple[str, ...]:
        """What a reader must know before saying anything of a difference."""
        return tuple(note.say(self.language) for note in self._notes())

    def to_dicts(self) -> list[dict[str, object]]:
        """One mapping a line; bounds wherever a number is shown."""
        return [
            {self.head: line.key, "label": line.label, **line.to_dict(), "said": line.said(self.language)}
            for line in self.lines
        ]

    def holds(self, name: str) -> Holds:
        """Text, or numbers; counts and rates stand in one column."""
        return Holds.TEXT if name in {self.head, "label", "withheld", "said"} else Holds.RATIO

    def __rich__(self) -> RenderableType:
        # heavy: imported on first use
        from rich.console import Group  # noqa: PLC0415
        from rich.table import Table as Drawn  # noqa: PLC0415
        from rich.text import Text as Styled  # noqa: PLC0415

        drawn = Drawn(title=Styled(self.title, style="bold"), title_justify="left", box=None, pad_edge=False)
        for head, side in zip(self._heads(), ("left", "right", "right", "right", "left"), strict=True):
            drawn.add_column(head, justify="right" if side == "right" else "left", overflow="fold")
        for row in self._rows():
            drawn.add_row(*map(Styled, row))
        return Group(drawn, *(Styled(note, style="dim") for note in self.said_below()))

    def __str__(self) -> str:
        return plain(self)

    def _repr_html_(self) -> str:
        caption = f'<caption style="text-align:left;font-weight:bold">{escape(self.title)}</caption>'
        heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in self._heads())
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in self._rows()
        )
        notes = "".join(f'<p style="font-size:smaller">{escape(note)}</p>' for note in self.said_below())
        return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{notes}"

    def _heads(self) -> tuple[str, ...]:
        return ("", *(word.say(self.language) for word in (_HERE, _THERE, _DIFFERENCE, _SAID)))

    def _rows(self) -> Iterator[tuple[str, ...]]:
        for line in self.lines:
            yield line.label, *line.cells(self.language), line.said(self.language)

    def _name(self, report: Report) -> str:
        return f"{report.title}, {period(report, self.language)}"

    def _notes(self) -> Iterator[Text]:
        days = [(last - first).days + 1 for first, last in (self.here.period, self.there.period)]
        for report in (self.here, self.there):
            if report.breakdown.is_quiet and not report["clicks_people"].value:
                yield _QUIET.format(name=self._name(report))
        if self.is_overlapping:
            yield _OVERLAP
        if days[0] != days[1]:
            yield _LENGTHS.format(here=days[0], there=days[1])
        yield from (_COUNTS, _NO_CAUSE)


def _line(here: Report, there: Report, name: str) -> Compared:
    one, other = here[name], there[name]
    people, others = _people(here), _people(there)
    is_told = name in RATES and one.is_shown and other.is_shown and not _overlap(here, there)
    line = Compared(
        key=name,
        label=measure(name).title.say(here.language),
        measure=measure(name),
        here=one,
        there=other,
        estimate=rate_difference(one, other, people, others) if is_told and people and others else None,
    )
    return _fair(here, there, line)


def _fair(here: Report, there: Report, line: Compared) -> Compared:
    """Without clicks per post of a period: its clicks come of posts from before it too, which add up."""
    cut = [report.breakdown.is_cut for report in (here, there)]
    if line.measure.name != "clicks_per_post" or not any(cut):
        return line
    one, other = (
        Number.absent() if is_cut and number.is_shown else number
        for is_cut, number in zip(cut, (line.here, line.there), strict=True)
    )
    return replace(line, here=one, there=other, why_not=_NOT_OF_A_PERIOD)


def _people(report: Report) -> int:
    """How many people were made offers. Whoever runs the programme made them, and knows it too."""
    breakdown = report.breakdown
    counted = breakdown.answering or breakdown.unanswered
    return len(breakdown.figures.invited.people(counted))


def _overlap(here: Report, there: Report) -> bool:
    (first, last), (other_first, other_last) = here.period, there.period
    campaigns = {here.campaign, there.campaign}
    return (None in campaigns or len(campaigns) == 1) and first <= other_last and other_first <= last


def _number(table: Table, row: Row, what: str) -> Number:
    names = [found.name for found in table.measures]
    if what not in names:
        raise NotFound(
            fr=f"« {what} » ne se détaille pas par {table.name}. Possibles : {', '.join(names)}",
            en=f"“{what}” is not told by {table.name}. There are: {', '.join(names)}",
        )
    return row.numbers[names.index(what)]


def _says_something(row: Row, number: Number) -> bool:
    """Groups that are together for the sake of another measure have no line here."""
    return row.role is not Role.TOGETHER or number.is_shown


def _missing(row: Row) -> Number:
    """In a report without that row: other groups are together there, or there was nothing."""
    return Number.withheld() if row.role is Role.TOGETHER else Number.absent()


def _place(key: str, *tables: dict[str, tuple[Row, Number]]) -> tuple[bool, int, str]:
    places = [list(table).index(key) for table in tables if key in table]
    return (not key, min(places), key)


_NOT_BY_DAY = text(
    fr="Deux périodes n’ont pas les mêmes jours : comparez par campaign, story, network, team ou class",
    en="Two periods do not have the same days: compare by campaign, story, network, team or class",
)
_TITLE = text(fr="{here}, à côté de : {there}", en="{here}, beside {there}")
_HERE = text(fr="Ici", en="Here")
_THERE = text(fr="À côté", en="Beside")
_DIFFERENCE = text(fr="Différence", en="Difference")
_SAID = text(fr="Ce qu’on peut en dire", en="What may be said of it")
_QUIET = text(
    fr="{name} : il ne s’est rien passé, rien n’a été proposé ni posté.",
    en="{name}: nothing happened, nothing was offered and nothing posted.",
)
_OVERLAP = text(
    fr="Les deux ont des jours en commun : la différence n’a pas d’intervalle.",
    en="The two have days in common: the difference has no interval.",
)
_LENGTHS = text(
    fr="{here} jours ici, {there} à côté : comparez les taux, pas les nombres.",
    en="{here} days here, {there} beside: compare rates, not counts.",
)
_COUNTS = text(
    fr="Les nombres et l’adoption sont complets, sans marge d’erreur. Quelques posts portent la plupart "
    "des clics : une "
    "différence de clics peut tenir à un seul.",
    en="Counts and adoption are complete, with no margin of error. A few posts carry most clicks: a "
    "difference in clicks "
    "may be down to one of them.",
)
_NOT_OF_A_PERIOD = text(
    fr="Pas comparé d’une période à l’autre : les posts d’avant apportent encore des clics, et plus une "
    "période vient tard, plus il y a de posts derrière elle ; le chiffre baisserait de lui-même.",
    en="Not compared between periods: posts from before still bring clicks, and the later a period, the more "
    "posts are behind it, so that the figure would fall by itself.",
)
_NO_CAUSE = text(
    fr="Personne n’a tiré au sort laquelle des deux serait laquelle : ceci dit ce qui diffère, pas pourquoi.",
    en="Nobody drew by lot which of the two would be which: this says what differs, not why.",
)
