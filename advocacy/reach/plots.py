"""Plots that need no library: columns by day, bars by group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from advocacy.language import Language, Text, day, number
from advocacy.reach import vega
from advocacy.reach.metrics import Form
from advocacy.reach.number import Number, written
from advocacy.reach.svg import box, drawing, line, step, text

_PANEL = 150
"""Height of the tallest panel, in pixels."""
_LOWEST_PANEL = 40
_HEAD = 28
_SCALE_ROOM = 40
"""Width of the numbers beside a panel."""
_DATE_ROOM = 62
_NARROW = 480
_ROW = 30
_VALUE_ROOM = 84
_LETTER = 7
_WEEK = 7
_MARK_ROOM = 22
_FEWEST_LETTERS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A count a day, drawn as columns."""

    name: str
    kind: str
    """``people`` or ``bots``: its colour."""
    counts: tuple[int, ...]
    note: str = ""
    """Why there are none."""

    @property
    def top(self) -> int:
        """The largest count."""
        return max(self.counts, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns(vega.Drawable):
    """Counts by day, one panel a series, all on one scale.

    >>> people = Series(name="People", kind="people", counts=(3, 0, 5))
    >>> Columns(title="Clicks", first=date(2026, 3, 2), series=(people,)).svg().count("<rect")
    2
    """

    title: str
    first: date
    series: tuple[Series, ...]
    marks: tuple[tuple[int, str], ...] = ()
    """What began on which day, counted from the first."""
    description: str = ""
    language: str = "en"

    def svg(self, *, width: int = 720, style: bool = True) -> str:
        """The drawing at that width in pixels; without `style` where the page has `svg.STYLE` already."""
        parts: list[str] = []
        y = 0.0
        for one in self.series:
            tall = max(_LOWEST_PANEL, one.top * self._scale)
            parts.append(text(self._head(one), 0, y + 16, kind="name"))
            y += _HEAD
            if one is self.series[0] and self.marks:
                parts += self._began(y=y, bottom=y + _MARK_ROOM + tall, width=width)
                y += _MARK_ROOM
            parts += self._panel(one, y=y, tall=tall, width=width)
            y += tall + 12
        parts += self._dates(y=y + 6, width=width)
        return drawing(
            parts,
            title=self.title,
            description=self.description,
            width=width,
            height=y + 14,
            style=style,
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return all(one.note or not one.top for one in self.series)

    def to_vega(self) -> vega.Spec:
        """The same as a Vega-Lite specification with its data: ``altair.Chart.from_dict(plot.to_vega())``."""
        return vega.columns(self)

    @property
    def _top(self) -> int:
        return max((one.top for one in self.series), default=0) or 1

    @property
    def _scale(self) -> float:
        return _PANEL / self._top

    def _head(self, one: Series) -> str:
        said = one.note or number(sum(one.counts), self.language)
        return f"{one.name}{_COLON.say(self.language)}{said}"

    def _panel(self, one: Series, *, y: float, tall: float, width: int) -> Iterator[str]:
        for value in range(0, int(tall / self._scale) + 1, step(self._top)):
            at = y + tall - value * self._scale
            yield line(_SCALE_ROOM, at, width, at, kind="grid" if value else "base")
            yield text(number(value, self.language), _SCALE_ROOM - 8, at + 4, anchor="end", kind="soft")
        room = self._room(width)
        for index, value in enumerate(one.counts):
            if value:
                high, x = value * self._scale, _SCALE_ROOM + (index + 0.1) * room
                said = f"{day(self._day(index), self.language)}, {one.name}: {number(value, self.language)}"
                yield box(x, y + tall - high, 0.8 * room, high, kind=one.kind, said=said)

    def _began(self, *, y: float, bottom: float, width: int) -> Iterator[str]:
        """A line where something began, and as much of its name as fits before the next."""
        room, marks = self._room(width), sorted(self.marks)
        ends = [_SCALE_ROOM + index * room for index, _said in marks[1:]] + [width]
        for (index, said), end in zip(marks, ends, strict=True):
            x = _SCALE_ROOM + index * room
            yield line(x, y + 2, x, bottom, kind="mark")
            if name := _fitted(said, int((end - x - 10) / _LETTER)):
                yield text(name, x + 5, y + 12, kind="soft")

    def _dates(self, *, y: float, width: int) -> Iterator[str]:
        """Days, or Mondays when there is no room for each."""
        room = self._room(width)
        every = next((days for days in (1, 2, 3, _WEEK, 14, 28, 91) if room * days > _DATE_ROOM), 364)
        start = -self.first.weekday() % _WEEK if every >= _WEEK else 0
        for index in range(start, self._length, every):
            x = _SCALE_ROOM + (index + 0.5) * room
            near_end = x + _DATE_ROOM / 2 > width
            said = short_day(self._day(index), self.language)
            yield text(said, width if near_end else x, y, anchor="end" if near_end else "middle", kind="soft")

    @property
    def _length(self) -> int:
        return max((len(one.counts) for one in self.series), default=0)

    def _room(self, width: int) -> float:
        return (width - _SCALE_ROOM) / max(self._length, _WEEK)

    def _day(self, index: int) -> date:
        return date.fromordinal(self.first.toordinal() + index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One group of a bar plot."""

    label: str
    number: Number
    note: str = ""
    """In place of the number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars(vega.Drawable):
    """One bar a group; along a paler end lies the truth of a rounded number.

    >>> network = Bar(label="Bluesky", number=Number.exact(31))
    >>> Bars(title="Posts", form=Form.COUNT, bars=(network,)).svg().count("<rect")
    1
    """

    title: str
    head: str = ""
    """What the bars are, above them."""
    form: Form
    bars: tuple[Bar, ...]
    description: str = ""
    language: str = "en"

    def svg(self, *, width: int = 720, style: bool = True) -> str:
        """The drawing at that width in pixels; without `style` where the page has `svg.STYLE` already."""
        above = 18 if width < _NARROW else 0
        longest = max((len(bar.label) for bar in self.bars), default=0)
        left = 0 if above else min(longest * _LETTER + 20, width // 3)
        scale = (width - left - _VALUE_ROOM) / self._top
        top = _HEAD if self.head else 0
        bottom = top + len(self.bars) * (_ROW + above)
        parts = list(self._grid(left, scale, top, bottom))
        if self.head:
            parts.append(text(self.head, 0, 16, kind="name"))
        for index, bar in enumerate(self.bars):
            parts += self._bar(bar, y=top + index * (_ROW + above) + above, left=left, scale=scale)
        return drawing(
            parts,
            title=self.title,
            description=self.description,
            width=width,
            height=bottom + 24,
            style=style,
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return not any(bar.number.high for bar in self.bars)

    def to_vega(self) -> vega.Spec:
        """The same as a Vega-Lite specification with its data: ``altair.Chart.from_dict(plot.to_vega())``."""
        return vega.bars(self)

    @property
    def _top(self) -> float:
        if self.form is Form.PERCENT:
            return 1
        return max((bar.number.high or 0 for bar in self.bars), default=0) or 1

    def _grid(self, left: float, scale: float, top: float, bottom: float) -> Iterator[str]:
        steps: tuple[float, ...] = tuple(range(0, int(self._top) + 1, step(self._top)))
        for value in (0, 0.25, 0.5, 0.75, 1) if self.form is Form.PERCENT else steps:
            x = left + value * scale
            form = Form.PERCENT if self.form is Form.PERCENT else Form.COUNT
            yield line(x, top, x, bottom, kind="grid" if value else "base")
            anchor = "middle" if x else "start"
            yield text(written(value, form, self.language), x, bottom + 16, anchor=anchor, kind="soft")

    def _bar(self, bar: Bar, *, y: float, left: float, scale: float) -> Iterator[str]:
        yield text(bar.label, left - 10, y + 20, anchor="end") if left else text(bar.label, 6, y - 1)
        said = bar.note or bar.number.say(self.form, self.language)
        low, high = (bar.number.low or 0) * scale, (bar.number.high or 0) * scale
        whole = f"{bar.label}: {said}"
        if low:
            yield box(left, y + 6, low, 18, kind="people", said=whole)
        if high > low:
            yield box(left + low, y + 6, high - low, 18, kind="between", said=whole)
        yield text(said, left + high + 8, y + 20, kind="" if bar.number.is_shown else "soft")


Plot = Columns | Bars


def _fitted(said: str, letters: int) -> str:
    """As much of a name as there is room for; nothing, where that says nothing."""
    if len(said) <= letters:
        return said
    return f"{said[: letters - 1].rstrip()}…" if letters >= _FEWEST_LETTERS else ""


def short_day(value: date, language: str) -> str:
    """A day and its month, as short as they are understood.

    >>> short_day(date(2026, 3, 2), "en"), short_day(date(2026, 2, 1), "fr")
    ('2 Mar', '1er févr.')
    """
    first, month, _year = day(value, language).split(" ")
    if Language.of(language) is Language.EN:
        return f"{first} {month[:3]}"
    return f"{first} {_SHORT.get(month, month)}"


_COLON = Text(fr="\N{NO-BREAK SPACE}: ", en=": ")
_SHORT = {
    "janvier": "janv.",
    "février": "févr.",
    "juillet": "juil.",
    "septembre": "sept.",
    "octobre": "oct.",
    "novembre": "nov.",
    "décembre": "déc.",
}
