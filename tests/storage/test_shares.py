from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.errors import NotFound
from advocacy.language import Text
from advocacy.share import Hold, Post, Share, ShareState
from advocacy.storage import Store, schema, shares
from publish.world import START, accounts_of, fill, share

REASON = Text(fr="parce que", en="because")
WHOLE = replace(
    share(),
    reason=REASON,
    hold=Hold.NETWORK,
    attempt=3,
    remote_id="1",
    url="https://fake.example/1",
    published_at=START,
)


@pytest.fixture
def tx(store: Store) -> Iterator[Connection]:
    fill(store, accounts_of(store, lambda: START), [share(1), share(2, advocate="bob")])
    with store.begin() as connection:
        yield connection


def put(tx: Connection, state: ShareState, **values: object) -> None:
    """Bring the first share to a state, by whatever way."""
    needed = {"remote_id": "1", "lease_until": START, "attempt": 1, **values}
    tx.execute(schema.shares.update().where(schema.shares.c.id == share().id).values(state=state, **needed))


def test_a_share_comes_back_as_it_was(tx: Connection) -> None:
    another = replace(WHOLE, id="another", edition=2)
    story = sa.select(schema.stories).where(schema.stories.c.id == another.story)
    row = tx.execute(story).one()
    tx.execute(schema.stories.insert().values({**row._mapping, "edition": 2}))
    assert shares.add(tx, another)
    assert shares.get(tx, "another") == another


def test_an_unknown_share_says_where_the_list_is(tx: Connection) -> None:
    with pytest.raises(NotFound, match="advocacy shares") as caught:
        shares.get(tx, "nobody")
    assert "advocacy shares" in caught.value.text.fr


def test_one_story_edition_is_shared_once_by_a_person_on_a_network(tx: Connection) -> None:
    assert not shares.add(tx, replace(share(), id="another"))
    assert shares.add(tx, replace(share(), id="another", network="elsewhere"))


def test_a_share_moves_only_along_the_ways(tx: Connection) -> None:
    for before, to in product(ShareState, repeat=2):
        put(tx, before)
        assert shares.move(tx, share().id, to) == (before in to.reached_from), (before, to)
        assert shares.get(tx, share().id).state is (to if before in to.reached_from else before)


def test_a_move_may_be_held_to_some_of_the_ways(tx: Connection) -> None:
    assert not shares.move(tx, share().id, ShareState.CANCELLED, only_from={ShareState.UNKNOWN})
    assert shares.move(tx, share().id, ShareState.CANCELLED, only_from={ShareState.QUEUED})


def test_a_move_is_fenced_by_the_attempt(tx: Connection) -> None:
    put(tx, ShareState.PUBLISHING, attempt=2)
    assert not shares.move(tx, share().id, ShareState.UNKNOWN, attempt=1)
    assert shares.move(tx, share().id, ShareState.UNKNOWN, attempt=2)


def test_a_move_writes_the_reason_and_takes_it_away(tx: Connection) -> None:
    shares.move(tx, share().id, ShareState.ON_HOLD, reason=REASON, hold=Hold.CRISIS)
    held = shares.get(tx, share().id)
    assert (held.reason, held.hold) == (REASON, "crisis")
    shares.move(tx, share().id, ShareState.QUEUED, reason=None, hold=None)
    assert shares.get(tx, share().id).reason is None
    assert tx.execute(sa.select(schema.shares.c.id).where(schema.shares.c.reason.is_(None))).all()


def test_other_words_are_another_request(tx: Connection) -> None:
    put(tx, ShareState.QUEUED, frozen="drawn for the old words")
    shares.move(tx, share().id, ShareState.OFFERED)
    assert tx.execute(sa.select(schema.shares.c.frozen)).scalars().first() is None


def test_shares_are_selected_by_their_columns(tx: Connection) -> None:
    assert [found.id for found in shares.select(tx)] == [share(1).id, share(2).id]
    assert [found.id for found in shares.select(tx, advocate="bob")] == [share(2).id]
    assert [found.id for found in shares.select(tx, advocate=None, limit=1)] == [share(1).id]
    assert shares.select(tx, advocate="bob", state=ShareState.PUBLISHED) == []


def test_states_are_counted(tx: Connection) -> None:
    shares.move(tx, share(2).id, ShareState.ON_HOLD)
    assert shares.counts(tx) == {ShareState.QUEUED: 1, ShareState.ON_HOLD: 1}


def test_a_post_is_written_down_once(tx: Connection) -> None:
    post = Post(
        share=share().id, network="fake", remote_id="1", url="https://fake.example/1", published_at=START
    )
    shares.add_post(tx, post)
    shares.add_post(tx, replace(post, remote_id="2", published_at=START + timedelta(hours=1)))
    assert shares.posts_of(tx) == [post]
    assert shares.posts_of(tx, campaign="spring") == [post]
    assert shares.posts_of(tx, campaign="autumn") == []


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"state": "lost"}, "known_state"),
        ({"state": "publishing", "attempt": 1, "lease_until": None}, "leased"),
        ({"state": "publishing", "attempt": 0, "lease_until": START}, "leased"),
        ({"state": "published", "remote_id": None}, "published_has_id"),
    ],
)
def test_the_database_refuses_what_must_not_be(
    store: Store, broken: dict[str, object], constraint: str
) -> None:
    fill(store, accounts_of(store, lambda: START), [share()])
    with pytest.raises(sa.exc.IntegrityError, match=constraint), store.begin() as tx:
        tx.execute(schema.shares.update().values(**broken))


@pytest.mark.parametrize("of", ["nobody", share().id])
def test_an_attempt_is_of_a_share_and_has_a_number_of_its_own(store: Store, of: str) -> None:
    fill(store, accounts_of(store, lambda: START), [share()])
    row = {"share": of, "number": 1, "action": "send", "started_at": START}
    with pytest.raises(sa.exc.IntegrityError), store.begin() as tx:
        tx.execute(schema.attempts.insert(), [row, row])


def test_an_unknown_word_for_a_share_is_refused() -> None:
    with pytest.raises(TypeError):
        Share(state=ShareState.QUEUED, colour="blue")  # type: ignore[call-arg]
