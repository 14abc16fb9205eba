"""Erasing who leaves: all of it, also where the process died or something was on its way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from advocacy.connectors import Access
from advocacy.program import Program
from advocacy.share import Post, Share, ShareState
from advocacy.storage import claims, erasing, grants
from advocacy.storage.schema import shares
from builders import advocate, approved, running


class Dies(BaseException):
    """The process ends between two of its commits."""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        yield program


def leaving(program: Program) -> Share:
    """A share whose request is out, and unanswered."""
    share = program.accept(approved(program)[0], by="ada")
    until = datetime.now(UTC) + timedelta(minutes=1)
    with program.store.begin() as tx:
        mine = shares.update().where(shares.c.id == share.id)
        tx.execute(mine.values(state=ShareState.PUBLISHING, attempt=1, lease_until=until))
    return share


def is_erased(program: Program) -> bool:
    with program.store.read() as tx:
        return erasing.unfinished(tx) == [] and grants.revoking(tx) == grants.of(tx, "ada") == []


def test_erasing_goes_on_where_the_process_died(program: Program) -> None:
    def die(_access: Access) -> bool:
        raise Dies

    approved(program)
    tell = program.connector("mastodon").revoke
    program.connector("mastodon").revoke = die  # type: ignore[method-assign]
    with pytest.raises(Dies):
        program.leave("ada", by="ada", erase=True)
    assert not is_erased(program)
    program.connector("mastodon").revoke = tell  # type: ignore[method-assign]
    program.publish(patience=timedelta(0))
    assert is_erased(program)
    with program.store.read() as tx:
        assert grants.get(tx, "ada", "mastodon", "post") is None


def test_what_was_on_its_way_is_erased_when_its_answer_is_in(program: Program) -> None:
    share = leaving(program)
    program.leave("ada", by="ada", erase=True)
    assert not is_erased(program)
    post = Post(
        share=share.id,
        network=share.network,
        remote_id="1",
        url="https://social.test/1",
        published_at=share.due_at,
    )
    with program.store.begin() as tx:
        claims.publish(tx, [post], {share.id: share.text})
    assert program.share(share.id).text == share.text
    program.sweep()
    erased = program.share(share.id)
    assert (erased.state, erased.text, erased.url) == (ShareState.PUBLISHED, "", None)
    assert is_erased(program)


def test_what_was_on_its_way_and_lost_is_cancelled(program: Program) -> None:
    share = leaving(program)
    program.leave("ada", by="ada", erase=True)
    with program.store.begin() as tx:
        claims.reap(tx, now=datetime.now(UTC) + timedelta(hours=1))
    program.sweep()
    assert program.share(share.id).state is ShareState.CANCELLED
    assert is_erased(program)
