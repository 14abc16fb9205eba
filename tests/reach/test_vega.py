"""Plots as Vega-Lite: valid to Altair, the same figures as the table, and nothing that is not shown."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import altair as alt
import pytest

from advocacy.clock import FixedClock
from advocacy.language import Text
from advocacy.reach.metrics import Form
from advocacy.reach.number import Number
from advocacy.reach.plots import Bar, Bars, Columns, Series
from advocacy.reach.report import Report, report
from advocacy.reach.table import Role
from advocacy.reach.vega import MIME
from advocacy.settings import Settings
from advocacy.storage import Store
from reach.programme import END

PLOTS = [
    ("clicks", "day"),
    ("posts", "network"),
    ("adoption", "team"),
    ("clicks_per_post", "story"),
    ("clicks", "class"),
]


def made(store: Store, language: str, **asked: Any) -> Report:
    settings = Settings.model_validate({"programme": {"name": "Helvéa", "timezone": "Europe/Paris"}})
    return report(store, settings=settings, clock=FixedClock(END), language=language, **asked)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_altair_takes_every_plot(spring: Store, language: str) -> None:
    found = made(spring, language)
    for what, by in PLOTS:
        spec = found.plot(what, by=by).to_vega()
        chart = alt.Chart.from_dict(json.loads(json.dumps(spec)))
        assert chart.to_dict()["description"] == spec["description"]


def test_days_hold_what_the_table_holds(spring: Store) -> None:
    found = made(spring, "en")
    people, _bots = found.plot().to_vega()["vconcat"]
    drawn = {row["day"]: row["count"] for row in people["layer"][0]["data"]["values"]}
    table = found.by("day").only("clicks_people")
    assert drawn == {row.key: row.numbers[0].value for row in table if row.role is Role.GROUP}
    assert len(people["layer"][1]["data"]["values"]) == 3, "the days on which stories were first offered"


def test_what_is_not_shown_is_not_there(spring: Store) -> None:
    found = made(spring, "en")
    rows = {row["label"]: row for row in found.plot("adoption", by="team").to_vega()["data"]["values"]}
    assert (rows["legal"]["low"], rows["legal"]["high"]) == (None, None)
    assert "fewer than 10" in rows["legal"]["said"]
    assert rows["sales"]["low"] < rows["sales"]["high"]
    hidden = Series(name="People", kind="people", counts=(7, 8), note="not shown")
    panel = Columns(title="Clicks", first=date(2026, 3, 2), series=(hidden,)).to_vega()["vconcat"][0]
    assert panel["layer"][0]["data"]["values"] == []
    assert panel["title"] == "People: not shown"


def test_a_notebook_gets_a_drawing_and_a_specification() -> None:
    day = Series(name="People", kind="people", counts=(1, 2))
    network = Bar(label="Bluesky", number=Number.exact(31))
    plots = (
        Columns(title="Clicks", first=date(2026, 3, 2), series=(day,)),
        Bars(title="Posts", form=Form.COUNT, bars=(network,)),
    )
    for plot in plots:
        bundle = plot._repr_mimebundle_()
        assert str(bundle["text/html"]).startswith("<svg")
        assert json.loads(json.dumps(bundle[MIME]))["title"] == plot.title


def test_a_label_is_never_markup_or_a_formula() -> None:
    label = Text(fr="", en="</script>=1+1").en
    plot = Bars(title=label, form=Form.COUNT, bars=(Bar(label=label, number=Number.exact(1)),))
    assert plot.to_vega()["data"]["values"][0]["label"] == label, "data, not an expression"
    assert "expr" not in json.dumps(plot.to_vega())
