from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from math import sqrt
from statistics import fmean, stdev

import pytest

from advocacy.clock import FixedClock
from advocacy.errors import InvalidInput
from advocacy.reach.holdout import Block, Region, hold_out, lift_by_region, lift_by_switching, switch
from advocacy.reach.lift import Encouragement, Lift, encourage, lift
from advocacy.testing.trials import ask, blocks, regions

TRIALS = 200
FEWEST_HELD = 166  # of 200; fewer has probability 0.1 % at 0.9


def design(seed: int, *, items: int = 12, teams: int = 10, budget: int = 4) -> Encouragement:
    return encourage(
        items=[f"item-{n}" for n in range(items)],
        teams=[f"team-{n}" for n in range(teams)],
        budget=budget,
        outcome="sign-ups",
        spread=5,
        seed=seed,
        clock=FixedClock(datetime(2026, 3, 2, tzinfo=UTC)),
    )


def unbiased(errors: list[float]) -> bool:
    return abs(fmean(errors)) < 3.3 * stdev(errors) / sqrt(len(errors))


def test_asking_and_sharing_are_estimated_without_bias_and_with_the_stated_cover() -> None:
    asked, shared, held, held_shared, answered = [], [], 0, 0, 0
    for seed in range(TRIALS):
        plan = design(seed)
        truth = ask(plan, seed=1000 + seed)
        found = lift(plan, truth.outcomes)
        assert found.asked
        asked.append(found.asked.value - truth.of_asking)
        held += found.asked.low <= truth.of_asking <= found.asked.high
        if found.shared:
            answered += 1
            shared.append(found.shared.value - truth.of_sharing)
            held_shared += found.shared.low <= truth.of_sharing <= found.shared.high
    assert unbiased(asked)
    assert unbiased(shared)
    assert answered == TRIALS
    assert min(held, held_shared) >= FEWEST_HELD


def test_where_there_is_no_effect_few_trials_find_one() -> None:
    found = [
        lift(plan, ask(plan, seed=5000 + plan.seed, effect=0).outcomes) for plan in map(design, range(100))
    ]
    assert sum("caused" in str(one.verdict) for one in found) <= 20
    assert "nor excluded up to" in str(next(one for one in found if "No effect" in str(one.verdict)))


def test_the_promised_power_is_there() -> None:
    """An effect as large as the smallest that the design promises is shown about four times in five."""
    shown = 0
    for seed in range(100):
        plan = design(seed)
        truth = ask(plan, seed=9000 + seed, effect=0)
        moved = [
            replace(cell, outcome=cell.outcome + plan.smallest * ((cell.item, cell.team) in plan.asked))
            for cell in truth.outcomes
        ]
        found = lift(plan, moved)
        assert found.asked
        shown += found.asked.low > 0
    assert 65 <= shown <= 93


def test_nobody_is_asked_beyond_the_budget_and_all_alike() -> None:
    plan = design(3, budget=4)
    assert {sum(team == one for _item, one in plan.asked) for team in plan.teams} == {4}
    assert design(3, budget=40).asks == 6


def test_the_draw_can_be_made_again_and_its_mark_tells_of_any_change() -> None:
    assert design(3) == design(3)
    assert design(3).mark != design(4).mark
    assert design(3).mark != replace(design(3), spread=6).mark
    assert '"asked"' in design(3).registration()


def test_a_plan_says_its_power_in_both_languages() -> None:
    assert "would be shown 80 times in 100" in design(1).say("en")
    assert "tirés au sort" in design(1).say("fr")


def test_an_outcome_known_beforehand_narrows_the_interval() -> None:
    plan = design(5)
    truth = ask(plan, seed=5)
    before = [replace(cell, before=cell.outcome - cell.shares * 0.8) for cell in truth.outcomes]
    plain, adjusted = lift(plan, truth.outcomes), lift(plan, before)
    assert plain.asked
    assert adjusted.asked
    assert adjusted.asked.high - adjusted.asked.low < 0.6 * (plain.asked.high - plain.asked.low)


def test_without_a_draw_the_data_cannot_answer_and_it_says_so() -> None:
    found = lift(None, ask(design(1), seed=1).outcomes)
    assert not found.is_answered
    assert "cannot say" in found.say("en")
    assert "ne peuvent dire" in found.say("fr")


def test_when_nobody_complies_there_is_no_effect_of_sharing() -> None:
    plan = design(2)
    found = lift(plan, ask(plan, seed=2, complies=0.0).outcomes)
    assert found.asked
    assert found.shared is None


def test_where_asking_added_no_shares_no_cause_is_claimed() -> None:
    """Outcomes differ as chance had it, or by something else: it cannot have come through sharing."""
    plan = design(2)
    better = ask(plan, seed=2, complies=0.0).outcomes
    better = tuple(
        replace(cell, shares=0, outcome=cell.outcome + 9 * ((cell.item, cell.team) in plan.asked))
        for cell in better
    )
    found = lift(plan, better)
    assert found.asked
    assert found.asked.low > 0
    assert "asking led to no more shares" in found.say("en")
    assert "inviter n’a pas amené plus de partages" in found.say("fr")
    assert found.shared is None
    few = [replace(cell, shares=float(n == 0)) for n, cell in enumerate(better)]
    for language, words in (("en", "not shown to have led to more"), ("fr", "n’est pas montré")):
        assert words in lift(plan, few).say(language)
    for one in (found, lift(plan, few)):
        assert "caused" not in str(one)
        assert "a causé" not in one.say("fr")


def test_fewer_shares_are_no_cause_either() -> None:
    plan = design(4)
    truth = ask(plan, seed=4)
    turned = [replace(cell, shares=-cell.shares) for cell in truth.outcomes]
    found = lift(plan, turned)
    assert "No cause can be claimed" in str(found)
    assert found.shared is None


def test_shares_that_depend_on_team_and_story_alone_are_none_added() -> None:
    """What rounding leaves of nothing is no share."""
    for seed in range(20):
        plan = design(seed)
        cells = [
            replace(cell, shares=0.1 * plan.items.index(cell.item) + plan.teams.index(cell.team) / 3)
            for cell in ask(plan, seed=seed).outcomes
        ]
        assert "No cause can be claimed" in str(lift(plan, cells))


def test_publics_that_mix_are_named_with_their_part() -> None:
    plan = design(2)
    mixed = [replace(cell, exposed=0.25) for cell in ask(plan, seed=2).outcomes]
    assert "25%" in str(lift(plan, mixed).spill_over)
    assert "unknown" in str(lift(plan, ask(plan, seed=2).outcomes).spill_over)


def test_a_missing_cell_is_not_zero() -> None:
    plan = design(2)
    outcomes = ask(plan, seed=2).outcomes
    for wrong in (outcomes[1:], (*outcomes, outcomes[0]), (*outcomes[1:], replace(outcomes[0], before=1.0))):
        with pytest.raises(InvalidInput):
            lift(plan, wrong)


@pytest.mark.parametrize(
    "change", [{"items": 2, "teams": 3}, {"budget": 0}, {"items": 1, "teams": 30}, {"teams": 1}]
)
def test_a_design_that_cannot_answer_is_refused(change: dict[str, int]) -> None:
    with pytest.raises(InvalidInput):
        design(1, **change)


NAMES = [f"region-{n}" for n in range(30)]


def by_region(seed: int, effect: float) -> Lift:
    waiting = hold_out(NAMES, seed=seed)
    return lift_by_region(regions(waiting, NAMES, seed=seed, effect=effect), drawn=True)


def by_switching(seed: int, effect: float) -> Lift:
    plan = switch(20, seed=seed)
    return lift_by_switching(blocks(plan, seed=seed, effect=effect), drawn=True)


@pytest.mark.parametrize("method", [by_region, by_switching])
def test_regions_and_blocks_give_the_effect_without_bias_and_with_the_stated_cover(method: object) -> None:
    errors, held = [], 0
    for seed in range(TRIALS):
        found = method(seed, 0.06).percent  # type: ignore[operator]
        errors.append(found.value - 6)
        held += found.low <= 6 <= found.high
    assert unbiased(errors)
    assert held >= FEWEST_HELD


def test_regions_that_were_chosen_give_no_answer() -> None:
    chosen = [Region(name="north", active=True, before=(9.0,) * 8, during=(12.0,) * 8)]
    assert not lift_by_region(chosen, drawn=False).is_answered
    assert not lift_by_region(chosen, drawn=True).is_answered
    assert not lift_by_switching([], drawn=False).is_answered


def test_blocks_that_are_not_pairs_and_empty_regions_are_refused() -> None:
    on = Block(active=True, days=(5.0, 5.0, 5.0))
    with pytest.raises(InvalidInput):
        lift_by_switching([on, on], drawn=True)
    with pytest.raises(InvalidInput):
        lift_by_switching([on, Block(active=False, days=(5.0,))], drawn=True)
    with pytest.raises(InvalidInput):
        lift_by_region([Region(name="x", active=True, before=(0.0,) * 8, during=(1.0,))], drawn=True)
