"""Limits and budgets of a running programme, on a fake network that charges."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from advocacy.clock import FixedClock
from advocacy.connectors.limit import Limit
from advocacy.program import Program
from advocacy.settings import NetworkSettings, Settings
from advocacy.share import Hold, ShareState
from advocacy.storage import pauses, shares
from advocacy.testing.server import FakeNetworks
from builders import advocate, approved, running, settings, story

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PEOPLE = [
    advocate(name, profiles=[{"network": "x", "account": name}]) for name in ("ada", "ben", "cleo", "dan")
]


@contextmanager
def on_x(folder: Path, clock: FixedClock, **network: Any) -> Iterator[tuple[Program, FakeNetworks]]:
    """A programme whose people are on X, where a post costs $0.015."""
    with FakeNetworks("x", clock=clock) as fake, open_on_x(folder, fake, clock, **network) as program:
        program.import_advocates(PEOPLE)
        for person in PEOPLE:
            program.connect(person.id, "x", fake.add_account("x", person.id), by=person.id)
        yield program, fake


def open_on_x(folder: Path, fake: FakeNetworks, clock: FixedClock, **network: Any) -> Program:
    usual = settings(folder, fake)
    merged = usual.networks["x"].model_dump() | network
    changed: Settings = usual.model_copy(update={"networks": {"x": NetworkSettings.model_validate(merged)}})
    return Program.open(settings=changed, clock=clock)


def accept_all(program: Program) -> None:
    messages = [{"network": "x", "language": "en", "text": "My team made a pump. {{ link }}"}]
    for offer in approved(program, story(messages=messages)):
        program.accept(offer, by=offer.advocate)


def states(program: Program) -> dict[ShareState, int]:
    found: dict[ShareState, int] = {}
    for share in program.shares():
        found[share.state] = found.get(share.state, 0) + 1
    return found


def test_a_spent_budget_holds_visibly_and_goes_on_when_it_is_raised(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with on_x(tmp_path, clock, budget="0.04") as (program, fake):
        accept_all(program)
        program.publish(patience=timedelta(0))
        assert states(program) == {ShareState.PUBLISHED: 2, ShareState.ON_HOLD: 2}
        [held, _] = program.shares(state="on_hold")
        assert held.hold == "budget"
        assert held.reason is not None
        assert held.reason.fr.startswith("Le budget du mois pour x (0,04 $) ne couvre plus ce post (0,015 $)")
        assert "network.x.budget" in {each.id for each in program.doctor()}
        [there] = program.limits()
        assert (there.spent, there.budget, there.held) == (Decimal("0.03"), Decimal("0.04"), 2)
        program.publish(patience=timedelta(0))
        assert len(fake.posts("x")) == 2
        with open_on_x(tmp_path, fake, clock, budget="0.05") as richer:
            richer.publish(patience=timedelta(0))
            assert states(richer) == {ShareState.PUBLISHED: 3, ShareState.ON_HOLD: 1}


def test_a_spent_budget_goes_on_with_the_month(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with on_x(tmp_path, clock, budget="0.04") as (program, _fake):
        accept_all(program)
        program.publish(patience=timedelta(0))
        clock.advance(days=11)
        program.publish(patience=timedelta(0))
        assert states(program) == {ShareState.PUBLISHED: 4}
        [there] = program.limits()
        assert (there.spent, there.held) == (Decimal("0.03"), 0)


def test_a_pause_of_everybody_is_shown(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with on_x(tmp_path, clock) as (program, _fake):
        until = NOON + timedelta(minutes=15)
        with program.store.begin() as tx:
            pauses.put(tx, network="x", member=pauses.EVERYONE, until=until)
            pauses.put(tx, network="x", member="ada", until=until)
        [there] = program.limits()
        assert (there.paused_until, there.people_waiting) == (until, 1)
        [told] = [each for each in program.doctor() if each.id == "network.x.paused"]
        assert told.message.fr == "x demande à tous d’attendre jusqu’au 20 novembre 2026 à 12 h 15 (UTC)"


def test_what_is_set_stands_in_place_of_what_the_network_documents(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    limits = {"person": ["5/day"], "app": "2/h burst 2"}
    with on_x(tmp_path, clock, limits=limits) as (program, fake):
        accept_all(program)
        program.publish(patience=timedelta(0))
        assert len(fake.posts("x")) == 2
        [there] = program.limits()
        day, hour = timedelta(days=1), timedelta(hours=1)
        assert there.limits == (Limit(count=5, per=day), Limit(count=2, per=hour, scope="app", burst=2))
        assert there.opens_at == NOON + hour
        clock.advance(hours=1)
        program.publish(patience=timedelta(0))
        assert len(fake.posts("x")) == 3


@pytest.mark.parametrize("written", ["fast", "0/h", "3/day burst 4", "10/0min"])
def test_a_rate_that_makes_no_sense_is_told(written: str) -> None:
    with pytest.raises(ValueError, match="rate"):
        NetworkSettings.model_validate({"limits": {"person": written}})


def test_what_was_offered_anew_meanwhile_is_not_queued_unseen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        share = program.accept(approved(program)[0], by="ada")
        with program.store.begin() as tx:
            assert shares.move(tx, share.id, ShareState.ON_HOLD, hold=Hold.BUDGET)

        def meanwhile(*_about: object) -> bool:
            program.edit_share(share, by="maria", text="Words that Ada has not seen.")
            return True

        monkeypatch.setattr(program, "_reaches", meanwhile)
        program._free_unblocked()
        assert program.share(share.id).state is ShareState.OFFERED


def test_how_many_posts_are_counted_in_a_day_is_told(tmp_path: Path) -> None:
    ada = advocate("ada", profiles=[{"network": name, "account": "ada"} for name in ("x", "bluesky")])
    with running(tmp_path, networks=("x", "bluesky")) as (program, _):
        program.import_advocates([ada])
        told = {each.network: each.counts_a_day for each in program.limits()}
    assert told["bluesky"] is None
    assert told["x"] == 10
