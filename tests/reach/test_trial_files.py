from __future__ import annotations

import csv
import io
import json

import pytest

from advocacy.errors import InvalidInput
from advocacy.reach.encouragement import Encouragement, encourage
from advocacy.reach.holdout import (
    hold_out,
    lift_by_region,
    lift_by_switching,
    smallest_percent,
    switch,
)
from advocacy.reach.trial_files import blocks, cells, regions
from advocacy.testing import trials


def written(*rows: tuple[object, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def by_regions(seed: int, *, effect: float = 0.3, swap: bool = False) -> str:
    names = [f"region-{n:02}" for n in range(20)]
    waiting = hold_out(names, seed=seed)
    if swap:
        waiting = frozenset(names) - waiting
    rows = [
        (region.name, "yes" if region.active else "no", when, outcome)
        for region in trials.regions(waiting, names, seed=3, effect=effect)
        for when, outcomes in (("before", region.before), ("during", region.during))
        for outcome in outcomes
    ]
    return written(("region", "active", "when", "outcome"), *rows)


def test_a_trial_by_regions_is_read_and_its_draw_is_checked() -> None:
    found, drawn = regions(by_regions(7), name="regions.csv", seed=7)
    answer = lift_by_region(found, drawn=drawn)
    assert drawn
    assert answer.percent
    assert answer.percent.low < 30 < answer.percent.high
    _, chosen = regions(by_regions(7, swap=True), name="regions.csv", seed=7)
    assert not chosen, "who chose which regions wait gets no answer"


def test_a_trial_by_blocks_is_read_and_its_draw_is_checked() -> None:
    plan = switch(15, seed=4)
    days = [
        (number, "on" if block.active else "off", day)
        for number, block in enumerate(trials.blocks(plan, seed=1, effect=0.2))
        for day in block.days
    ]
    text = written(("block", "active", "outcome"), *days)
    found, drawn = blocks(text, name="blocks.csv", seed=4)
    assert [block.active for block in found] == list(plan)
    answer = lift_by_switching(found, drawn=drawn)
    assert answer.percent
    assert answer.percent.low < 20 < answer.percent.high
    assert not blocks(text, name="blocks.csv", seed=5)[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("item,team\npump,sales\n", "missing is not zero"),
        ("item,team,outcome\npump,sales,many\n", "a number is expected"),
        ("item,team,outcome\npump,sales,1\npump,sales,2\n", "there already"),
    ],
)
def test_outcomes_that_cannot_be_read_name_their_line(text: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told) as refused:
        cells(text, name="outcomes.csv")
    assert refused.value.mistakes[0].line in {2, 3}


def test_what_is_known_of_a_cell_is_taken_and_other_columns_are_not() -> None:
    text = "item;team;outcome;shares;note\npump;sales;12,5;3;fair week\n"
    assert cells(text, name="outcomes.csv") == {("pump", "sales"): {"outcome": 12.5, "shares": 3.0}}


def test_the_power_promised_for_regions_and_blocks_is_there() -> None:
    """An effect of the promised size is shown about four times in five, for the spread that was promised."""
    shown = 0
    for seed in range(60):
        plan = switch(20, seed=seed)
        promised = smallest_percent(40, spread=0.11)  # of these made-up blocks
        found = lift_by_switching(trials.blocks(plan, seed=seed, effect=promised / 100), drawn=True)
        shown += bool(found.percent and found.percent.low > 0)
    assert 36 <= shown <= 58
    with pytest.raises(InvalidInput, match="at least 14"):
        smallest_percent(6, spread=0.1)


def test_a_registered_design_is_read_back_and_one_that_was_changed_is_refused() -> None:
    plan = encourage(items=list("abcdef"), teams=["n", "s", "e"], budget=2, outcome="leads", spread=2, seed=8)
    assert Encouragement.read(plan.registration()) == plan
    told = json.loads(plan.registration())
    told["asked"][0] = ["a", "n"] if told["asked"][0] != ["a", "n"] else ["b", "n"]
    with pytest.raises(InvalidInput, match="was changed"):
        Encouragement.read(json.dumps(told))
    for text in ("", "{}", '{"items": 3}'):
        with pytest.raises(InvalidInput):
            Encouragement.read(text)
