"""Visitors who agreed: only they, only within one campaign, only for a while; else the measure refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from advocacy.clock import FixedClock
from advocacy.content import Campaign
from advocacy.errors import InvalidInput, NotAllowed
from advocacy.program import Program
from advocacy.settings import Settings
from advocacy.storage import conversions
from advocacy.storage.exchange_schema import campaign_keys, consented_visits
from advocacy.track.click_ids import click_id
from reach.programme import Programme

NOW = datetime(2026, 3, 16, 12, tzinfo=UTC)
DAY = 86_400_000_000
COOKIE = "c00k1e-of-visitor-{:03}"


def code_of(campaign: str, number: int) -> str:
    """A code as links have them: no look-alikes."""
    return {"spring": "Kx7mPq2", "autumn": "Kx7mPq3", "endless": "Kx7mPq4"}[campaign] + "abcdefghjkmn"[number]


def settings(folder: Path, *, on: bool = True) -> Settings:
    return Settings.model_validate(
        {
            "database": {"url": str(folder / "advocacy.db")},
            "tracking": {"click_ids": True, "campaign_visitors": on},
        }
    )


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def program(folder: Path, clock: FixedClock) -> Iterator[Program]:
    """Twelve colleagues with a link each in two campaigns, on two networks by turns."""
    with Program.open(settings=settings(folder), clock=clock) as opened:
        made = Programme()
        for number in range(12):
            made.advocate(f"person{number:02}", "sales")
        for name in ("spring", "autumn", "endless"):
            made.campaign(name)
            made.story(name, name)
            for number in range(12):
                network = "bluesky" if number % 2 else "mastodon"
                made.share(f"person{number:02}", name, network, campaign=name)
                made.rows["tracked_links"][-1]["code"] = code_of(name, number)
        made.save(opened.store)
        for name in ("spring", "autumn"):
            opened.add_campaign(
                Campaign.model_validate(
                    {"id": name, "name": name, "starts": "2026-03-01", "ends": "2026-03-31"}
                )
            )
        yield opened


def ids(program: Program, *follows: tuple[str, int], campaign: str = "spring") -> list[str]:
    """Click ids: the number of a colleague, and the day."""
    with program.store.begin() as tx:
        key = conversions.key(tx)
    at = int(NOW.timestamp() * 1_000_000)
    return [click_id(key, code_of(campaign, int(who)), at + day * DAY) for who, day in follows]


def agreed(program: Program, visitors: int = 12) -> None:
    for number in range(visitors):
        one, other = f"{number % 12:02}", f"{(number + 1) % 12:02}"
        follows = [(one, 0)] if number % 3 else [(one, 0), (other, 1)]
        program.consent(COOKIE.format(number), click_ids=ids(program, *follows))


def test_they_are_counted_over_days_networks_and_colleagues(program: Program) -> None:
    agreed(program)
    agreed(program)
    found = program.consenting_visitors("spring")
    assert (found.visitors, found.several_days, found.several_networks, found.several_colleagues) == (
        12,
        4,
        4,
        4,
    )
    assert found.kept_until.isoformat() == "2026-04-30"


def test_nobody_is_known_in_two_campaigns_or_by_name(program: Program) -> None:
    for campaign in ("spring", "autumn"):
        program.consent(COOKIE.format(1), click_ids=ids(program, ("01", 0), campaign=campaign))
    with program.store.read() as tx:
        keys = tx.execute(sa.select(consented_visits.c.visitor)).scalars().all()
    assert len(set(keys)) == 2
    assert not any("c00k1e" in key for key in keys)


def test_it_is_off_unless_it_is_set(program: Program, folder: Path, clock: FixedClock) -> None:
    agreed(program)
    with Program.open(settings=settings(folder, on=False), clock=clock) as off:
        with pytest.raises(NotAllowed, match="campaign_visitors"):
            off.consenting_visitors("spring")
        with pytest.raises(NotAllowed, match="campaign_visitors"):
            off.consent(COOKIE.format(1), click_ids=())
        clock.advance(days=46)
        assert off.forget_visitors() == ["spring"]


def test_thirty_days_after_the_campaign_all_of_it_is_gone(program: Program, clock: FixedClock) -> None:
    agreed(program)
    known = ids(program, ("01", 0))
    clock.advance(days=45)
    program.sweep()
    assert program.consenting_visitors("spring").visitors == 12
    clock.advance(days=1)
    with pytest.raises(NotAllowed, match="2026-04-30"):
        program.consenting_visitors("spring")
    program.sweep()
    with program.store.read() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(consented_visits)).scalar() == 0
        assert tx.execute(sa.select(campaign_keys.c.key)).scalars().all() == [b""]
    with pytest.raises(NotAllowed, match="2026-04-30"):
        program.consent(COOKIE.format(1), click_ids=known)


def test_a_longer_campaign_does_not_keep_longer_what_was_promised(program: Program) -> None:
    agreed(program)
    program.add_campaign(Campaign.model_validate({"id": "spring", "name": "x", "ends": "2026-12-31"}))
    agreed(program)
    assert program.consenting_visitors("spring").kept_until.isoformat() == "2026-04-30"


def test_a_campaign_without_an_end_takes_nobody(program: Program) -> None:
    with pytest.raises(NotAllowed, match="no end"):
        program.consent(COOKIE.format(1), click_ids=ids(program, ("01", 0), campaign="endless"))
    with pytest.raises(NotAllowed, match="Nobody"):
        program.consenting_visitors("endless")


def test_who_withdraws_is_forgotten_at_once(program: Program) -> None:
    agreed(program, 13)
    assert program.withdraw_consent(COOKIE.format(0)) == 2  # both follows of that visitor
    assert program.consenting_visitors("spring").visitors == 12
    assert program.withdraw_consent(COOKIE.format(0)) == 0


def test_few_are_not_shown_and_forged_ids_are_nothing(program: Program) -> None:
    agreed(program, 9)
    with pytest.raises(NotAllowed, match="Fewer than 10"):
        program.consenting_visitors("spring")
    forged = [each[:-1] + ("A" if each[-1] != "A" else "B") for each in ids(program, ("01", 0))]
    assert program.consent(COOKIE.format(1), click_ids=forged) == 0
    with pytest.raises(InvalidInput, match="16"):
        program.consent("ada", click_ids=())
