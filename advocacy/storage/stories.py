"""The rows of `campaigns`, `stories` and `approvals`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from advocacy import content
from advocacy.content.edition import Approval, Edition, StoryState
from advocacy.errors import NotFound
from advocacy.storage.schema import approvals, campaigns, stories
from advocacy.storage.store import insert_once

if TYPE_CHECKING:
    from advocacy.content import Campaign, Story


def put_campaign(tx: Connection, campaign: Campaign) -> None:
    """Write the campaign, in place of what was there."""
    body = campaign.model_dump(mode="json")
    if not insert_once(tx, campaigns, {"id": campaign.id, "body": body}):
        tx.execute(campaigns.update().where(campaigns.c.id == campaign.id).values(body=body))


def campaigns_of(tx: Connection) -> list[Campaign]:
    """All campaigns, by id."""
    rows = tx.execute(sa.select(campaigns.c.body).order_by(campaigns.c.id))
    return [content.Campaign.model_validate(body) for (body,) in rows]


def ids(tx: Connection) -> frozenset[str]:
    """The ids of all stories."""
    return frozenset(tx.execute(sa.select(stories.c.id).distinct()).scalars())


def of_campaign(tx: Connection, campaign: str) -> list[str]:
    """The ids of its stories, in order."""
    mine = sa.select(stories.c.id).where(stories.c.campaign == campaign).distinct()
    return list(tx.execute(mine.order_by(stories.c.id)).scalars())


def topics(tx: Connection) -> dict[str, list[str]]:
    """What each story is about, as its newest edition says."""
    newest = sa.select(stories.c.id, stories.c.body).order_by(stories.c.id, stories.c.edition)
    return {id_: body.get("topics") or [] for id_, body in tx.execute(newest)}


def campaign_ids(tx: Connection) -> frozenset[str]:
    """The ids of all campaigns, those that only a story names included."""
    named = sa.select(stories.c.campaign)
    return frozenset(tx.execute(sa.select(campaigns.c.id).union(named)).scalars())


def put(tx: Connection, story: Story, *, now: datetime) -> Edition:
    """Write the story and give its edition.

    The same content changes nothing. An edition that was never submitted is replaced; a returned one
    becomes a draft again; after a submission, changed content is a new edition.
    """
    last = latest(tx, story.id)
    if last is not None and last.story.digest() == story.digest():
        return last
    number = 1 if last is None else last.number
    if last is not None and last.state in {StoryState.DRAFT, StoryState.RETURNED}:
        tx.execute(
            stories.update().where(*_key(story.id, number)).values(**_values(story), state=StoryState.DRAFT)
        )
    else:
        number += last is not None
        row = _values(story) | {"id": story.id, "edition": number, "added_at": now}
        if not insert_once(tx, stories, row | {"state": StoryState.DRAFT}):  # added by another at this moment
            return put(tx, story, now=now)
    return get(tx, story.id, number)


def latest(tx: Connection, story_id: str) -> Edition | None:
    """The newest edition of the story; None when there is none."""
    query = sa.select(stories).where(stories.c.id == story_id).order_by(stories.c.edition.desc()).limit(1)
    row = tx.execute(query).one_or_none()
    return None if row is None else _edition(tx, row)


def get(tx: Connection, story_id: str, number: int | None = None) -> Edition:
    """That edition, or the newest one.

    Raises:
        NotFound: there is none.
    """
    if number is None:
        found = latest(tx, story_id)
    else:
        row = tx.execute(sa.select(stories).where(*_key(story_id, number))).one_or_none()
        found = None if row is None else _edition(tx, row)
    if found is None:
        raise NotFound(
            fr=f"Aucune histoire « {story_id} ». La liste : advocacy story list",
            en=f"There is no story “{story_id}”. The list: advocacy story list",
        )
    return found


def locked(tx: Connection, story_id: str, number: int | None = None) -> Edition:
    """That edition, or the newest one, which nobody else decides about before `tx` ends.

    Raises:
        NotFound: there is none.
    """
    found = get(tx, story_id, number)
    tx.execute(sa.select(stories.c.id).where(*_key(story_id, found.number)).with_for_update())
    return get(tx, story_id, found.number)


def approved(tx: Connection, story_id: str, *, lock: bool = False) -> list[Edition]:
    """The editions that may be offered, the oldest first.

    With `lock` nobody else decides about them before `tx` ends.
    """
    open_ones = sa.and_(stories.c.id == story_id, stories.c.state == StoryState.APPROVED)
    query = sa.select(stories).where(open_ones).order_by(stories.c.edition)
    query = query.with_for_update() if lock else query
    return [_edition(tx, row) for row in tx.execute(query).all()]


def state_of(tx: Connection, story_id: str, number: int) -> StoryState:
    """Where that edition stands."""
    return StoryState(tx.execute(sa.select(stories.c.state).where(*_key(story_id, number))).scalar_one())


def select(tx: Connection, *, campaign: str | None = None, state: StoryState | None = None) -> list[Edition]:
    """The newest edition of each story, by campaign and id."""
    newest = sa.select(stories.c.id, sa.func.max(stories.c.edition).label("edition")).group_by(stories.c.id)
    last = newest.subquery()
    query = (
        sa.select(stories)
        .join(last, sa.and_(stories.c.id == last.c.id, stories.c.edition == last.c.edition))
        .order_by(stories.c.campaign, stories.c.id)
    )
    if campaign is not None:
        query = query.where(stories.c.campaign == campaign)
    if state is not None:
        query = query.where(stories.c.state == state)
    return [_edition(tx, row) for row in tx.execute(query).all()]


def set_state(tx: Connection, edition: Edition, state: StoryState) -> None:
    """Move the edition; coming back to a draft or being returned forgets the approvals."""
    tx.execute(stories.update().where(*_key(edition.id, edition.number)).values(state=state))
    if state in {StoryState.DRAFT, StoryState.RETURNED}:
        tx.execute(
            approvals.delete().where(approvals.c.story == edition.id, approvals.c.edition == edition.number)
        )


def approve(tx: Connection, edition: Edition, approval: Approval) -> bool:
    """Write one role's yes; False when the role had said it already."""
    row = {"story": edition.id, "edition": edition.number, "role": approval.role}
    return insert_once(tx, approvals, row | {"by": approval.by, "at": approval.at}) == 1


def _key(story_id: str, number: int) -> list[sa.ColumnElement[bool]]:
    return [stories.c.id == story_id, stories.c.edition == number]


def _values(story: Story) -> dict[str, Any]:
    body = story.model_dump(mode="json")
    return {"campaign": story.campaign, "digest": story.digest(), "body": body}


def _edition(tx: Connection, row: Row[Any]) -> Edition:
    given = tx.execute(
        sa.select(approvals.c.role, approvals.c.by, approvals.c.at)
        .where(approvals.c.story == row.id, approvals.c.edition == row.edition)
        .order_by(approvals.c.at)
    )
    return Edition(
        story=content.Story.model_validate(row.body),
        number=row.edition,
        state=StoryState(row.state),
        added_at=row.added_at,
        approvals=tuple(Approval(role=role, by=by, at=at) for role, by, at in given),
    )
