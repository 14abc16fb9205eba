"""Plots: every value is drawn and said, at any width, and names never overlap their neighbours."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from advocacy.reach.metrics import Form
from advocacy.reach.number import Number
from advocacy.reach.plots import Bar, Bars, Columns, Series
from advocacy.reach.privacy import rounded

SVG = "{http://www.w3.org/2000/svg}"
COUNTS = (3, 0, 5, 120, 0, 0, 7, 9, 0, 1)


def columns(**more: object) -> Columns:
    people = Series(name="People", kind="people", counts=COUNTS)
    bots = Series(name="Bots", kind="bots", counts=tuple(reversed(COUNTS)))
    return Columns(title="Clicks", first=date(2026, 3, 2), series=(people, bots), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [240, 342, 720, 1400])
def test_a_plot_is_whole_and_stays_within_its_frame(width: int) -> None:
    marks = ((0, "The pump that mends itself"), (3, "The factory without gas"), (9, "Ours"))
    bars = Bars(
        title="Adoption",
        form=Form.PERCENT,
        bars=(
            Bar(label="sales & co", number=Number.between(rounded(14, of=19), of=19)),
            Bar(label="legal", number=Number.withheld(), note="not shown: fewer than 10 people"),
        ),
    )
    for plot in (columns(marks=marks), bars):
        root = ET.fromstring(plot.svg(width=width))  # noqa: S314 - our own drawing
        high = float(root.attrib["height"])
        for box in root.iter(f"{SVG}rect"):
            x, y = float(box.attrib["x"]), float(box.attrib["y"])
            assert 0 <= x <= x + float(box.attrib["width"]) <= width + 0.1
            assert 0 <= y <= y + float(box.attrib["height"]) <= high


def test_every_day_is_drawn_to_one_scale_and_said() -> None:
    root = ET.fromstring(columns().svg())  # noqa: S314 - our own drawing
    boxes = list(root.iter(f"{SVG}rect"))
    assert len(boxes) == 2 * sum(1 for count in COUNTS if count)
    said = ["".join(title.itertext()) for title in root.iter(f"{SVG}title")]
    assert "5 March 2026, People: 120" in said
    heights = {
        box.attrib["class"]: float(box.attrib["height"]) for box in boxes if "120" in "".join(box.itertext())
    }
    assert heights["people"] == heights["bots"]


def test_names_of_beginnings_are_cut_before_the_next() -> None:
    close = columns(marks=((0, "The pump that mends itself"), (2, "The factory without gas")))
    assert "The pump that mends itself" not in close.svg()
    assert re.search("The pump[a-z ]*…", close.svg())
    assert "The pump" not in close.svg(width=240)


def test_what_is_not_shown_is_said_and_not_drawn() -> None:
    kept = Series(name="People", kind="people", counts=(0, 0), note="not shown")
    plot = Columns(title="Clicks", first=date(2026, 3, 2), series=(kept,))
    assert plot.is_empty
    assert "People: not shown" in plot.svg()
    assert Bars(title="", form=Form.COUNT, bars=(Bar(label="a", number=Number.withheld()),)).is_empty


def test_a_page_may_have_the_style_once() -> None:
    assert "<style>" in columns().svg()
    assert "<style>" not in columns().svg(style=False)


def test_an_empty_plot_is_still_a_picture() -> None:
    for plot in (
        Columns(title="Clicks", first=date(2026, 3, 2), series=()),
        Bars(title="Posts", form=Form.COUNT, bars=()),
    ):
        assert ET.fromstring(plot.svg()).tag == f"{SVG}svg"  # noqa: S314 - our own drawing
