"""Chance decides who is asked: kept before anybody is, kept to by every offer, and read by what was kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from advocacy.clock import FixedClock
from advocacy.content import Campaign
from advocacy.errors import InvalidInput, NotAllowed, NotFound, StoryUnavailable
from advocacy.program import Program
from advocacy.reach.encouragement import Encouragement, encourage
from advocacy.reach.sketch import AudienceSketch
from advocacy.share import Share
from advocacy.storage import follower_lists
from advocacy.storage.follower_lists import SealedKey
from builders import advocate, running, story

TEAMS = {"north": 10, "south": 10, "east": 10, "small": 3}
STORIES = [f"s{number}" for number in range(6)]


class Scene(NamedTuple):
    """Three large teams and a small one, and six approved stories that nobody was offered."""

    program: Program
    clock: FixedClock

    def draw(self, seed: int = 7) -> Encouragement:
        return self.program.encourage("spring", outcome="sign-ups", spread=3, seed=seed, budget=3)

    def asked(self) -> set[tuple[str, str]]:
        """Which team was offered which story."""
        return {(share.story, team_of(share)) for share in self.program.shares()}


def team_of(share: Share) -> str:
    return share.advocate.partition("-")[0]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    clock = FixedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    people = [
        advocate(
            f"{team}-{number}",
            team=team,
            profiles=[{"network": "bluesky", "account": f"{team}{number}.test"}],
        )
        for team, size in TEAMS.items()
        for number in range(size)
    ]
    schedule = {"asks_per_week": 2}
    with running(tmp_path, clock=clock, schedule=schedule) as (program, _fake):
        program.import_advocates(people)
        for name in STORIES:
            edition = program.add_story(story(name))
            program.submit(edition)
            program.approve(edition, by="maria", role="marketing")
            program.approve(edition, by="claire", role="hr")
        yield Scene(program, clock)


def test_the_drawn_are_asked_and_the_others_are_not_now_or_later(scene: Scene) -> None:
    plan = scene.draw()
    assert plan.teams == ("east", "north", "south"), "a small team takes no part"
    done = scene.program.offer_drawn("spring", by="maria")
    assert (done.mark, done.later) == (plan.mark, {})
    for _week in range(4):
        scene.clock.advance(days=8)
        scene.program.ask_postponed()
    assert scene.asked() == set(plan.asked)
    assert {team_of(ask) for ask in done.shares} <= set(plan.teams)


def test_nobody_is_asked_more_than_their_week_allows(scene: Scene) -> None:
    scene.draw()
    done = scene.program.offer_drawn("spring")
    each = [
        sum(share.advocate == name for share in done.shares) for name in {s.advocate for s in done.shares}
    ]
    assert set(each) == {2}, "three were drawn, two fit into a week"
    assert len(scene.program.postponed()) == 30


def test_a_person_who_is_away_is_asked_when_they_are_back(scene: Scene) -> None:
    plan = scene.draw()
    away = "north-0"
    profiles = [{"network": "bluesky", "account": "north0.test"}]
    person = advocate(away, team="north", profiles=profiles, leave=["2026-03-01..2026-03-20"])
    scene.program.import_advocates([person])
    done = scene.program.offer_drawn("spring")
    assert away not in {share.advocate for share in done.shares}
    mine = {story for story, team in plan.asked if team == "north"}
    assert {ask.story for ask in scene.program.postponed() if ask.advocate == away} == mine


def test_an_ordinary_offer_keeps_to_the_draw(scene: Scene) -> None:
    plan = scene.draw()
    for name in STORIES:
        scene.program.offer(name, audience="team = north or team = south or team = east or team = small")
    assert {cell for cell in scene.asked() if cell[1] != "small"} <= set(plan.asked)
    assert "small" in {team for _story, team in scene.asked()}, "who takes no part may be asked"


def test_who_changes_team_is_asked_as_their_new_team_is(scene: Scene) -> None:
    plan = scene.draw()
    scene.program.offer_drawn("spring")
    waiting = {ask.story for ask in scene.program.postponed() if ask.advocate == "north-0"}
    assert waiting
    moved = scene.program.advocate("north-0").model_copy(update={"team": "south"})
    scene.program.import_advocates([moved])
    for _week in range(4):
        scene.clock.advance(days=8)
        scene.program.ask_postponed()
    got = {share.story for share in scene.program.shares(advocate="north-0")}
    assert got & waiting == {name for name in waiting if (name, "south") in plan.asked}


def test_the_draw_is_kept_before_anybody_is_asked_and_not_drawn_again_after(scene: Scene) -> None:
    first = scene.draw()
    assert scene.program.registered_plan("spring") == first
    second = scene.draw(seed=8)
    assert scene.program.registered_plan("spring") == second != first
    scene.program.offer_drawn("spring")
    with pytest.raises(NotAllowed, match="before the first offer"):
        scene.draw(seed=9)
    assert scene.program.registered_plan("spring") == second


def test_without_a_draw_there_is_nothing_to_offer_by(scene: Scene) -> None:
    with pytest.raises(NotFound, match="nothing of it was left to chance"):
        scene.program.offer_drawn("spring")
    with pytest.raises(NotFound):
        scene.program.offer_drawn("nothing")


def test_a_story_that_is_not_open_is_told_and_the_others_go_out(scene: Scene) -> None:
    plan = scene.draw()
    scene.program.withdraw("s0", by="maria", note="wrong")
    done = scene.program.offer_drawn("spring")
    assert set(done.later) == {"s0"}
    with pytest.raises(StoryUnavailable):
        scene.program.offer("s0")
    assert {name for name, _team in scene.asked()} <= {name for name, _team in plan.asked} - {"s0"}


def outcomes(plan: Encouragement) -> dict[tuple[str, str], dict[str, float]]:
    return {
        (item, team): {"outcome": 20 + 6.0 * ((item, team) in plan.asked) + len(team) + int(item[1])}
        for item in plan.items
        for team in plan.teams
    }


def test_another_plan_than_the_kept_one_is_refused(scene: Scene) -> None:
    plan = scene.draw()
    other = encourage(
        items=plan.items, teams=plan.teams, budget=3, outcome="sign-ups", spread=3, seed=99, clock=scene.clock
    )
    with pytest.raises(InvalidInput, match=plan.mark):
        scene.program.lift(other, outcomes(other))
    assert scene.program.lift(plan, outcomes(plan)).asked is not None


def test_an_answer_before_the_end_says_that_it_is_early(scene: Scene) -> None:
    scene.program.add_campaign(Campaign(id="spring", name="Spring", ends=date(2026, 4, 30)))
    plan = scene.draw()
    read = scene.program.lift(plan, outcomes(plan))
    assert "asking led to no more shares" in str(read)
    assert "until 30 April 2026" in str(read)
    assert "jusqu’au 30 avril 2026" in read.say("fr")
    assert "nothing of this draw was offered" in str(read)
    offered = len(scene.program.offer_drawn("spring").shares)
    scene.clock.advance(days=59)  # the last day
    asks = offered + len(scene.program.postponed())
    read = scene.program.lift(plan, outcomes(plan))
    assert "until 30 April" in str(read)
    assert f"{asks} asks not answered yet" in str(read)
    assert f"{asks} invitations sans réponse" in read.say("fr")
    scene.clock.advance(days=1)
    assert "runs until" not in str(scene.program.lift(plan, outcomes(plan)))


def test_an_answer_is_not_early_once_all_have_answered(scene: Scene) -> None:
    plan = scene.draw()
    scene.program.offer_drawn("spring")
    for _week in range(3):
        scene.clock.advance(days=8)
        scene.program.ask_postponed()
    for share in scene.program.shares():
        scene.program.decline(share.id, by=share.advocate)
    assert "early" not in str(scene.program.lift(plan, outcomes(plan)))


def test_an_answer_tells_of_each_draw_and_who_took_no_part(scene: Scene) -> None:
    once = scene.draw()
    first = scene.program.lift(once, outcomes(once))
    assert "Drawn" not in str(first)
    assert "took no part (too small when it was drawn, or newer): small." in str(first)
    assert "hors de l’essai" in first.say("fr")
    again = scene.draw(seed=8)
    read = scene.program.lift(again, outcomes(again))
    assert "Drawn 2 times" in str(read)
    assert "Tiré au sort 2 fois" in read.say("fr")


def test_spill_over_is_seen_where_enough_people_let_their_followers_be_counted(scene: Scene) -> None:
    plan = scene.draw()
    assert "unknown" in scene.program.lift(plan, outcomes(plan)).spill_over.en
    key = b"for this test only"
    with scene.program.store.begin() as tx:
        name = AudienceSketch.of((), key=key).key_id.hex()
        follower_lists.put_key(tx, SealedKey(id=name, secrets=b"sealed"), now=scene.clock())
        for team, size in TEAMS.items():
            for number in range(size):  # half of every public is the same
                fans = [f"all-{n}" for n in range(50)] + [f"{team}-{n}" for n in range(50)]
                who = (f"{team}-{number}", "bluesky")
                follower_lists.agree(tx, *who, now=scene.clock())
                kept = {"sketch": AudienceSketch.of(fans, key=key).to_bytes(), "key": name}
                follower_lists.put(tx, *who, kept, due_at=scene.clock() + timedelta(days=1))
    told = scene.program.lift(plan, outcomes(plan)).spill_over
    assert "50%" in told.en
