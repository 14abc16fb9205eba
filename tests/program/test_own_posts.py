"""What came of one's own posts is told to oneself alone, and adds up to what a report counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from advocacy.clock import FixedClock
from advocacy.errors import NotAllowed, NotFound
from advocacy.program import Program
from advocacy.settings import Settings
from reach.programme import END, START, finished

SHARE = finished().rows["posts"][0]["share"]
"""The first post that there is; its id begins with its author's."""
AUTHOR, STORY, _EDITION, NETWORK = SHARE.split("-")


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    settings = Settings.model_validate({"database": {"url": str(tmp_path / "advocacy.db")}})
    with Program.open(settings=settings, clock=FixedClock(END)) as opened:
        made = finished()
        made.counted(SHARE, START, likes=1, views=9)
        made.counted(SHARE, END, likes=4)
        made.save(opened.store)
        yield opened


def test_everyone_s_own_posts_add_up_to_the_report(program: Program) -> None:
    with program.store.read() as tx:
        everyone = [row.id for row in tx.exec_driver_sql("SELECT id FROM advocates ")]
    own = [post for person in everyone for post in program.own_posts(person, by=person)]
    report = program.report()
    assert report["posts"].value == len(own)
    for name, sums in (
        ("clicks_people", sum(post.clicks for post in own)),
        ("clicks_bots", sum(p.robots for p in own)),
    ):
        assert report[name].value == sums


def test_a_post_has_what_its_network_told_last(program: Program) -> None:
    found = {post.share: post for post in program.own_posts(AUTHOR, by=AUTHOR)}
    told = found[SHARE]
    assert (told.story, told.network, told.counts) == (STORY, NETWORK, {"likes": 4, "views": 9})
    moments = [post.posted_at for post in found.values()]
    assert moments == sorted(moments, reverse=True)
    assert all(post.counts == {} for share, post in found.items() if share != SHARE)


def test_nobody_sees_another_s(program: Program) -> None:
    for by in ("sales01", "maria", ""):
        with pytest.raises(NotAllowed, match=f"shown to {AUTHOR} alone"):
            program.own_posts(AUTHOR, by=by)
    with pytest.raises(NotFound):
        program.own_posts("nobody", by="nobody")
