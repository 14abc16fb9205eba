"""Counts from a download: only of our shares, each once, marked with where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from advocacy.clock import FixedClock
from advocacy.errors import InvalidInput, NotAllowed, NotFound
from advocacy.outcome import MetricSnapshot
from advocacy.program import Program
from advocacy.share import Share
from advocacy.storage.schema import events
from builders import advocate, approved, running
from connectors.test_linkedin_export import address, book, english, top_posts

POSTED = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(POSTED)


@pytest.fixture
def program(folder: Path, clock: FixedClock) -> Iterator[Program]:
    person = advocate("ada", profiles=[{"network": "linkedin", "lane": "hand_off"}])
    with running(folder, [person], clock=clock, programme={"timezone": "Europe/Paris"}) as (opened, _fake):
        yield opened


def share_of(program: Program, url: str = address(POSTED + timedelta(seconds=2), "share")) -> Share:
    """A share that was handed off and whose author said where it is."""
    (share,) = [each for each in approved(program) if each.network == "linkedin"]
    program.accept(share, by="ada")
    return program.confirm(share, by="ada", url=url)


def test_what_was_counted_is_kept_once_and_with_its_source(
    program: Program, clock: FixedClock, tmp_path: Path
) -> None:
    share = share_of(program)
    clock.advance(days=40)
    file = book(tmp_path, english(post=address(POSTED)))
    first = program.import_counts(file, advocate="ada")
    assert (first.counted, first.already, first.not_ours) == ((share.id,), False, ())
    assert "FOLLOWERS" in first.left_out
    end = datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC)  # of 28 March in Paris
    expected = [
        MetricSnapshot(
            share=share.id, at=end, counts={"engagements": 12, "impressions": 1340}, source="download"
        )
    ]
    assert program.snapshots(share.id) == expected
    clock.advance(days=1)
    assert program.import_counts(file, advocate="ada").already
    assert program.snapshots(share.id) == expected
    with program.store.read() as tx:
        assert tx.execute(sa.select(sa.func.count()).where(events.c.verb == "import-counts")).scalar() == 1


def test_a_period_that_is_not_over_counts_now(program: Program, clock: FixedClock, tmp_path: Path) -> None:
    share = share_of(program)
    clock.advance(days=2)
    program.import_counts(book(tmp_path, english(post=address(POSTED))), advocate="ada")
    assert [each.at for each in program.snapshots(share.id)] == [POSTED + timedelta(days=2)]


def test_nothing_is_kept_of_other_posts_and_of_parts(
    program: Program, clock: FixedClock, tmp_path: Path
) -> None:
    share = share_of(program)
    clock.advance(days=40)
    private = address(POSTED + timedelta(days=2))
    sheets = english(post=address(POSTED))
    sheets["DISCOVERY"] = [["Overall Performance", "3/5/2026 - 3/28/2026"]]
    sheets["TOP POSTS"].append([private, "3/6/2026", 99])
    found = program.import_counts(book(tmp_path, sheets), advocate="ada")
    assert (found.counted, found.partial, found.not_ours) == ((), (address(POSTED),), (private,))
    assert program.snapshots(share.id) == []


def test_two_posts_that_could_be_one_share_are_none(
    program: Program, clock: FixedClock, tmp_path: Path
) -> None:
    share_of(program)
    clock.advance(days=40)
    sheets = english(post=address(POSTED))
    twin = address(POSTED + timedelta(seconds=4))
    sheets["TOP POSTS"].append([twin, "3/4/2026", 1])
    found = program.import_counts(book(tmp_path, sheets), advocate="ada")
    assert (found.counted, found.not_ours) == ((), (address(POSTED), twin))


def test_a_file_with_a_mistake_is_not_taken_in(program: Program, tmp_path: Path) -> None:
    share = share_of(program)
    sheets = english(post=address(POSTED)) | {"NOTES": [["x"]]}
    with pytest.raises(InvalidInput, match="unknown sheet “NOTES”"):
        program.import_counts(book(tmp_path, sheets), advocate="ada")
    assert program.snapshots(share.id) == []


def test_somebody_else_s_file_finds_nothing(program: Program, tmp_path: Path) -> None:
    share_of(program)
    program.import_advocates([advocate("bob", profiles=[{"network": "linkedin", "lane": "hand_off"}])])
    file = book(tmp_path, {"DISCOVERY": english()["DISCOVERY"], "TOP POSTS": top_posts("3/4/2026")})
    assert program.import_counts(file, advocate="bob").counted == ()
    with pytest.raises(NotFound):
        program.import_counts(file, advocate="nobody")


def test_a_person_without_a_profile_there_is_refused(program: Program, tmp_path: Path) -> None:
    program.import_advocates([advocate("eve", profiles=[])])
    with pytest.raises(NotAllowed, match="no LinkedIn profile"):
        program.import_counts(book(tmp_path, english()), advocate="eve")
