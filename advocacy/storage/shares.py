"""The rows of `shares`, `attempts` and `posts`: reading them and moving a share from state to state."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from advocacy.errors import NotFound
from advocacy.language import Text
from advocacy.share import Attempt, Hold, Post, Share, ShareState
from advocacy.storage.schema import advocates, attempts, posts, shares
from advocacy.storage.store import insert_once

_COLUMNS = [column for column in shares.c if column.name in Share.__dataclass_fields__]
_NAMES = tuple(column.name for column in _COLUMNS)
_values = attrgetter(*_NAMES)


def add(tx: Connection, share: Share) -> bool:
    """Insert the share unless its story edition, advocate and network have one; whether it is new."""
    row = {column.name: getattr(share, column.name) for column in _COLUMNS}
    return insert_once(tx, shares, row | {"reason": stored(share.reason)}) == 1


def get(tx: Connection, share_id: str) -> Share:
    """The share of that id.

    Raises:
        NotFound: there is none.
    """
    row = tx.execute(sa.select(*_COLUMNS).where(shares.c.id == share_id)).one_or_none()
    if row is None:
        raise NotFound(
            fr=f"Aucun partage « {share_id} ». La liste : advocacy shares",
            en=f"There is no share “{share_id}”. The list: advocacy shares",
        )
    return of_row(row)


def select(tx: Connection, *, limit: int | None = None, **equal: object) -> list[Share]:
    """Shares whose columns equal the values given (None is not asked), oldest offer first."""
    asked = [shares.c[name] == value for name, value in equal.items() if value is not None]
    query = sa.select(*_COLUMNS).where(*asked).order_by(shares.c.offered_at, shares.c.id).limit(limit)
    return [of_row(row) for row in tx.execute(query)]


def recent_texts(tx: Connection, *, since: datetime, but: str, limit: int) -> list[tuple[str, str]]:
    """Who accepted which words since then, newest first, without those of the advocate `but`."""
    query = (
        sa.select(shares.c.advocate, shares.c.text)
        .where(shares.c.accepted_at >= since, shares.c.advocate != but)
        .order_by(shares.c.accepted_at.desc(), shares.c.id)
        .limit(limit)
    )
    return [(row.advocate, row.text) for row in tx.execute(query)]


def accepted_since(tx: Connection, advocate: str, since: datetime, *, but: str) -> int:
    """How many shares, other than `but`, the advocate accepted since then."""
    mine = [shares.c.advocate == advocate, shares.c.accepted_at >= since, shares.c.id != but]
    return tx.execute(sa.select(sa.func.count()).select_from(shares).where(*mine)).scalar_one()


def counts(tx: Connection) -> dict[ShareState, int]:
    """How many shares stand in each state; a state without any is absent."""
    rows = tx.execute(sa.select(shares.c.state, sa.func.count()).group_by(shares.c.state))
    return {ShareState(state): count for state, count in rows}


def move(
    tx: Connection,
    share_id: str,
    to: ShareState,
    *,
    attempt: int | None = None,
    seen_text: str | None = None,
    only_from: Collection[ShareState] | None = None,
    **values: Any,
) -> bool:
    """Compare-and-set: move the share only from a state that leads to `to`; whether it moved.

    `attempt` fences the write: a sender whose share was tried again meanwhile changes nothing. So does
    `seen_text`: nobody accepts, or writes over, words that they have not seen.
    """
    if "reason" in values:
        values["reason"] = stored(values["reason"])
    if to is ShareState.OFFERED:  # other words will be another request
        values["frozen"] = None
    allowed = to.reached_from if only_from is None else to.reached_from & set(only_from)
    fence = [] if attempt is None else [shares.c.attempt == attempt]
    fence += [] if seen_text is None else [shares.c.text == seen_text]
    moved = tx.execute(
        shares.update()
        .where(shares.c.id == share_id, shares.c.state.in_(allowed), *fence)
        .values(state=to, **values)
    )
    return moved.rowcount == 1


def kept_at(tx: Connection, share_id: str) -> str | None:
    """Where the account lived with which the share was last tried; None where it was not."""
    return tx.execute(sa.select(shares.c.kept_at).where(shares.c.id == share_id)).scalar()


def requeue(tx: Connection, share_id: str, *, now: datetime) -> bool:
    """Queue again what is on hold; False where it no longer is: it may be on its way, or offered anew."""
    held = {ShareState.ON_HOLD}
    return move(tx, share_id, ShareState.QUEUED, only_from=held, due_at=now, hold=None, reason=None)


def unanswered(tx: Connection, *, offered_before: datetime) -> list[Share]:
    """Offers from before then without an answer or a reminder, of people who said no to none of the story."""
    other = shares.alias("other")
    said_no = sa.exists().where(
        other.c.advocate == shares.c.advocate,
        other.c.story == shares.c.story,
        other.c.state == ShareState.DECLINED,
    )
    asked = [shares.c.state == ShareState.OFFERED, shares.c.offered_at <= offered_before]
    query = sa.select(*_COLUMNS).where(*asked, shares.c.reminded_at.is_(None), ~said_no)
    return [of_row(row) for row in tx.execute(query.order_by(shares.c.offered_at, shares.c.id))]


def reminded(tx: Connection, share_id: str, *, now: datetime) -> None:
    """The person was reminded of the offer; they are not again."""
    tx.execute(shares.update().where(shares.c.id == share_id).values(reminded_at=now))


def locate(tx: Connection, share_id: str, *, url: str, remote_id: str) -> bool:
    """Say where the post of a confirmed share is, if nobody has; whether it is now known."""
    unplaced = [shares.c.id == share_id, shares.c.state == ShareState.CONFIRMED, shares.c.url.is_(None)]
    return tx.execute(shares.update().where(*unplaced).values(url=url, remote_id=remote_id)).rowcount == 1


def add_post(tx: Connection, post: Post) -> None:
    """Write down that the post exists; once."""
    insert_once(tx, posts, asdict(post))


def posts_of(tx: Connection, *, campaign: str | None = None) -> list[Post]:
    """Posts, oldest first."""
    columns = [posts.c[name] for name in Post.__dataclass_fields__]
    query = sa.select(*columns).order_by(posts.c.published_at, posts.c.share)
    if campaign is not None:
        query = query.join(shares, shares.c.id == posts.c.share).where(shares.c.campaign == campaign)
    return [Post(**row._mapping) for row in tx.execute(query)]  # noqa: SLF001 - SQLAlchemy's public name


def published(tx: Connection, *, since: datetime) -> Iterator[tuple[Share, datetime]]:
    """Every share published since then with its moment, oldest first; rows come as they are asked for."""
    query: sa.Select[Any] = (
        sa.select(*_COLUMNS, posts.c.published_at.label("posted_at"))
        .join(posts, posts.c.share == shares.c.id)
        .where(posts.c.published_at >= since)
        .order_by(posts.c.published_at, shares.c.id)
        .execution_options(yield_per=1000)
    )
    for row in tx.execute(query):
        yield of_row(row), row.posted_at


def posted_by_team(tx: Connection) -> dict[tuple[str, str], int]:
    """How many posts each team has made of each story, those that are gone included."""
    on = shares.join(advocates, advocates.c.id == shares.c.advocate)
    made = shares.c.state.in_([ShareState.PUBLISHED, ShareState.CONFIRMED, ShareState.GONE])
    counted = sa.select(shares.c.story, advocates.c.team, sa.func.count()).select_from(on).where(made)
    rows = tx.execute(counted.group_by(shares.c.story, advocates.c.team))
    return {(story, team): count for story, team, count in rows}


def attempts_of(tx: Connection, share_id: str) -> list[Attempt]:
    """Every try of a share, first to last."""
    rows = tx.execute(sa.select(attempts).where(attempts.c.share == share_id).order_by(attempts.c.number))
    return [Attempt(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def of_row(row: Row[Any]) -> Share:
    """A `Share` from a row that holds at least its columns."""
    values: dict[str, Any] = dict(zip(_NAMES, _values(row), strict=True))
    hold = values["hold"]
    values |= {"state": ShareState(values["state"]), "hold": Hold(hold) if hold else None}
    values["reason"] = restored(values["reason"])
    return Share(**values)


def stored(reason: Text | None) -> dict[str, str] | None:
    """A reason as its column holds it."""
    return None if reason is None else dict(reason)


def restored(reason: Mapping[str, str] | None) -> Text | None:
    """A reason from its column."""
    return Text(**reason) if reason else None
