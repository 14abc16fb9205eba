"""Credit for conversions: told of enough people, or not at all, whatever is asked and subtracted."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from advocacy.clock import FixedClock
from advocacy.errors import InvalidInput
from advocacy.outcome import Conversion, ConversionKind, Touch
from advocacy.program import Program
from advocacy.program.crediting import TOGETHER, Credited
from advocacy.settings import Settings
from advocacy.storage import conversions
from reach.attack import Vector, rank, vector
from reach.programme import START, Programme

NOW = START + timedelta(days=30)
DAY = timedelta(days=1)


@contextmanager
def opened(folder: Path, made: Programme, *, min_group: int = 10) -> Iterator[Program]:
    settings = Settings.model_validate({"database": {"url": str(folder / "advocacy.db")}})
    programme = settings.programme.model_copy(update={"min_group": min_group})
    settings = settings.model_copy(update={"programme": programme})
    with Program.open(settings=settings, clock=FixedClock(NOW)) as program:
        made.save(program.store)
        yield program


def spring(authors: int) -> Programme:
    """A campaign in which so many posted the pump, the first of them the factory too, a day apart."""
    made = Programme()
    made.campaign("spring")
    made.story("pump")
    made.story("factory")
    for number in range(authors):
        made.advocate(f"p{number}", "sales")
        made.share(f"p{number}", "pump", posted=START + number * DAY)
    made.share("p0", "factory", posted=START)
    return made


def sell(program: Program, name: str, *codes: str, at: datetime, amount: int = 100) -> None:
    touches = tuple(Touch(code=code, at=at - timedelta(minutes=9 - n)) for n, code in enumerate(codes))
    sale = Conversion(
        id=name, kind=ConversionKind.SALE, at=at, amount=amount, currency="EUR", touches=touches
    )
    with program.store.begin() as tx:
        conversions.add(tx, [sale], source="test")


def told(found: list[Credited]) -> dict[str | None, float]:
    return {each.group: each.conversions for each in found}


def test_what_one_author_alone_posted_is_told_with_the_rest(tmp_path: Path) -> None:
    with opened(tmp_path, spring(12)) as program:
        for number in range(7):
            sell(program, f"o{number}", "p0-factory-1-bluesky", at=START + 20 * DAY)
        assert told(program.attribution(by="story")) == {TOGETHER: 7}
        assert told(program.attribution()) == {"spring": 7}


def test_a_campaign_with_too_few_authors_stays_among_what_had_no_click(tmp_path: Path) -> None:
    made = spring(12)
    made.campaign("autumn")
    made.story("night", "autumn")
    made.share("p0", "night", campaign="autumn", posted=START)
    with opened(tmp_path, made) as program:
        sell(program, "o1", "p0-night-1-bluesky", "p1-pump-1-bluesky", at=START + 20 * DAY)
        sell(program, "o2", "p0-night-1-bluesky", at=START + 20 * DAY)
        for model in ("first", "last", "linear", "position", "time_decay"):
            assert told(program.attribution(model=model)) == {"spring": 1, None: 1}


def test_a_pilot_is_told_as_a_whole_and_only_so(tmp_path: Path) -> None:
    with opened(tmp_path, spring(3)) as program:
        sell(program, "o1", "p0-factory-1-bluesky", at=START + 20 * DAY)
        for by in ("campaign", "story", "network"):
            assert told(program.attribution(by=by)) == {TOGETHER: 1}
        assert told(program.attribution(since=START.date())) == {None: 1}


def test_of_a_pilot_s_only_author_nothing_is_told(tmp_path: Path) -> None:
    with opened(tmp_path, spring(1)) as program:
        sell(program, "o1", "p0-factory-1-bluesky", at=START + 20 * DAY)
        assert told(program.attribution()) == {None: 1}


def test_a_period_in_which_a_campaign_gets_its_tenth_author_does_not_tell_what_was_before(
    tmp_path: Path,
) -> None:
    with opened(tmp_path, spring(12)) as program:
        sell(program, "o1", "p0-pump-1-bluesky", at=START + timedelta(hours=2))
        sell(program, "o2", "p0-pump-1-bluesky", at=START + 20 * DAY)
        assert told(program.attribution(until=START.date())) == {None: 1}
        assert told(program.attribution(since=(START + DAY).date())) == {None: 1}
        assert told(program.attribution(since=(START + 12 * DAY).date())) == {"spring": 1}
        assert told(program.attribution()) == {"spring": 2}


def test_what_cannot_be_asked_is_said(tmp_path: Path) -> None:
    with opened(tmp_path, spring(12)) as program:
        with pytest.raises(InvalidInput, match="campaign, story, network"):
            program.attribution(by="advocate")
        with pytest.raises(InvalidInput, match="before"):
            program.attribution(since="2026-03-04", until="2026-03-03")


@pytest.mark.parametrize("seed", range(5))
def test_no_sums_and_differences_of_credit_are_one_person_s_alone(seed: int, tmp_path: Path) -> None:
    """Each link sells once a day, for a power of four, so that each amount says whose sales it adds up."""
    chance, made = random.Random(seed), Programme()  # noqa: S311 - a made-up programme
    stories = {"pump": "spring", "factory": "spring", "night": "autumn"}
    for story, campaign in stories.items():
        made.story(story, campaign)
    made.campaign("spring")
    made.campaign("autumn")
    for number in range(6):
        made.advocate(f"p{number}", "sales")
    links = [
        (f"p{number}", story, network)
        for number, story, network in product(range(6), stories, ("bluesky", "mastodon"))
    ]
    posts = [(*link, chance.randrange(3)) for link in chance.sample(links, 9)]
    items: list[str] = []
    with opened(tmp_path, made, min_group=3) as program:
        more = Programme()
        for advocate, story, network, day in posts:
            more.share(advocate, story, network, campaign=stories[story], posted=START + day * DAY)
        more.save(program.store)
        for advocate, story, network, day in posts:
            for sold in range(day, 3):
                code = f"{advocate}-{story}-1-{network}"
                at = START + sold * DAY + timedelta(hours=1)
                sell(program, f"{code} {sold}", code, at=at, amount=4 ** len(items))
                items.append(advocate)
        for day in range(3):  # some sales nobody's link came before: how many is not known
            at = START + day * DAY + timedelta(hours=1)
            sell(program, f"by themselves {day}", at=at, amount=4 ** len(items))
            items.append("")
        days = [None, *((START + day * DAY).date() for day in range(3))]
        rows: list[Vector] = []
        for by, since, until in product(("campaign", "story", "network"), days, days):
            if since is None or until is None or since <= until:
                found = program.attribution(by=by, since=since, until=until)
                rows += [vector(int(each.amount)) for each in found]
    whole = rank(rows)
    for person in {*items} - {""}:
        mine = {index for index, advocate in enumerate(items) if advocate == person}
        assert rank([{i: v for i, v in row.items() if i not in mine} for row in rows]) == whole


def test_moments_have_a_zone(tmp_path: Path) -> None:
    with opened(tmp_path, spring(12)) as program:
        sell(program, "o1", "p1-pump-1-bluesky", at=datetime(2026, 3, 20, 23, 30, tzinfo=UTC))
        assert told(program.attribution(since="2026-03-20", until="2026-03-20")) == {"spring": 1}
