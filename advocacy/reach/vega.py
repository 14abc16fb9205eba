"""Plots as Vega-Lite, which notebooks and other tools draw; plain values, no library."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from advocacy.language import Language, day, number
from advocacy.reach.metrics import Form

if TYPE_CHECKING:
    from advocacy.reach.plots import Bar, Bars, Columns, Series

Spec = dict[str, Any]
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""Named as the format's authors ask; nothing is read from there."""
MIME = "application/vnd.vegalite.v5+json"
COLOURS = {"people": "#2f73a8", "between": "#9ec3e0", "bots": "#a3abb5"}
_WIDTH, _PANEL, _ROW = 640, 120, 28


class Drawable:
    """What draws itself as SVG and as Vega-Lite, and gives a notebook both."""

    __slots__ = ()

    @abstractmethod
    def svg(self, *, width: int = 720, style: bool = True) -> str:
        """The drawing at that width in pixels."""

    @abstractmethod
    def to_vega(self) -> Spec:
        """A Vega-Lite specification with its data; what is not shown is not in it."""

    def _repr_html_(self) -> str:
        return self.svg()

    def _repr_mimebundle_(self, **_wanted: object) -> dict[str, object]:
        """The drawing for every notebook, and the specification for those that draw it themselves."""
        return {"text/html": self.svg(), MIME: self.to_vega()}


def columns(plot: Columns) -> Spec:
    """One panel a series, all on one scale; a rule where something began."""
    top = max((one.top for one in plot.series), default=0) or 1
    panels = [_panel(plot, one, top=top) for one in plot.series]
    return _whole(plot.title, plot.description, plot.language) | {"vconcat": panels}


def bars(plot: Bars) -> Spec:
    """One bar a group; along a paler end lies the truth of a rounded number."""
    ends = {"y": {"field": "label", "type": "nominal", "sort": None, "title": None}}
    whole = [0, 1] if plot.form is Form.PERCENT else None
    x: Spec = {"type": "quantitative", "title": plot.head, "axis": {"format": "%" if whole else ",d"}}
    scale: Spec = {"scale": {"domain": whole}} if whole else {}
    said: Spec = {"tooltip": [{"field": "label", "type": "nominal"}, {"field": "said", "type": "nominal"}]}
    sure = {"x": {"field": "low", **x, **scale}, **said}
    doubt = {"x": {"field": "low", **x, **scale}, "x2": {"field": "high"}, **said}
    words = {
        "x": {"field": "end", "type": "quantitative"},
        "text": {"field": "said", "type": "nominal"},
    }
    return _whole(plot.title, plot.description, plot.language) | {
        "width": _WIDTH,
        "height": {"step": _ROW},
        "data": {"values": [_bar(plot, bar) for bar in plot.bars]},
        "encoding": ends,
        "layer": [
            {"mark": {"type": "bar", "color": COLOURS["people"]}, "encoding": sure},
            {"mark": {"type": "bar", "color": COLOURS["between"]}, "encoding": doubt},
            {"mark": {"type": "text", "align": "left", "dx": 6}, "encoding": words},
        ],
    }


def _panel(plot: Columns, one: Series, *, top: int) -> Spec:
    values = [] if one.note else [_day(plot, index, count) for index, count in enumerate(one.counts)]
    encoding = {
        "x": _days(plot.language),
        "y": {"field": "count", "type": "quantitative", "title": None, "scale": {"domain": [0, top]}},
        "tooltip": [{"field": "said", "type": "nominal"}],
    }
    bar = {"type": "bar", "color": COLOURS.get(one.kind, COLOURS["people"])}
    layer: list[Spec] = [{"data": {"values": values}, "mark": bar, "encoding": encoding}]
    if one is plot.series[0] and plot.marks:
        layer.append(_began(plot))
    title = f"{one.name}: {one.note}" if one.note else one.name
    return {"title": title, "width": _WIDTH, "height": _PANEL, "layer": layer}


def _began(plot: Columns) -> Spec:
    values = [{"day": _date(plot.first, index), "said": said} for index, said in plot.marks]
    encoding = {"x": _days(plot.language), "tooltip": [{"field": "said", "type": "nominal"}]}
    rule = {"type": "rule", "strokeDash": [3, 3]}
    return {"data": {"values": values}, "mark": rule, "encoding": encoding}


def _day(plot: Columns, index: int, count: int) -> Mapping[str, object]:
    at = plot.first + timedelta(days=index)
    said = f"{day(at, plot.language)}: {number(count, plot.language)}"
    return {"day": at.isoformat(), "count": count, "said": said}


def _days(language: str) -> Spec:
    """Whole days, told alike wherever the reader is: a day without an hour is one in UTC."""
    written = "%d/%m" if Language.of(language) is Language.FR else "%d %b"
    axis = {"format": written}
    return {"field": "day", "type": "temporal", "timeUnit": "utcyearmonthdate", "title": None, "axis": axis}


def _bar(plot: Bars, bar: Bar) -> Mapping[str, object]:
    found = bar.number
    said = bar.note or found.say(plot.form, plot.language)
    return {"label": bar.label, "low": found.low, "high": found.high, "end": found.high or 0, "said": said}


def _date(first: date, index: int) -> str:
    return (first + timedelta(days=index)).isoformat()


def _whole(title: str, description: str, language: str) -> Spec:
    numbers: Mapping[str, Sequence[object] | str] = {
        "decimal": ",",
        "thousands": "\N{NARROW NO-BREAK SPACE}",
        "grouping": [3],
        "currency": ["", ""],
    }
    french: Spec = {"config": {"locale": {"number": numbers}}} if Language.of(language) is Language.FR else {}
    return {"$schema": SCHEMA, "title": title, "description": description, **french}
