"""What came of a share, and whether it may be so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from advocacy.connectors.limit import Limit
from advocacy.publish.decide import FAR
from advocacy.share import Attempt, Share, ShareState
from advocacy.storage import Store, shares
from publish.paper import Paper, Post
from publish.person import SENDS
from publish.scenarios import Meanwhile, Scenario

_MAY_HAVE_A_POST = {ShareState.PUBLISHED, ShareState.UNKNOWN}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the database says of a share, and what is true on the network."""

    share: Share
    attempts: list[Attempt]
    recorded: list[str]
    posts: list[Post]
    requests: int

    @classmethod
    def of(cls, store: Store, paper: Paper, share_id: str) -> Evidence:
        with store.read() as tx:
            return cls(
                share=shares.get(tx, share_id),
                attempts=shares.attempts_of(tx, share_id),
                recorded=[post.remote_id for post in shares.posts_of(tx) if post.share == share_id],
                posts=[post for post in paper.posts if post.share == share_id],
                requests=sum(1 for line in paper.lines("request") if line["share"] == share_id),
            )


def complaints(found: Evidence, scenario: Scenario) -> Iterator[str]:
    """Everything that is wrong; nothing when all promises were kept."""
    state = found.share.state
    if len(found.posts) > 1:
        yield f"double: {len(found.posts)} posts"
    if state not in scenario.ends:
        yield f"it ended {state}"
    if found.posts and state not in _MAY_HAVE_A_POST | _given_up(scenario):
        yield f"out of sight: there is a post, and the share is {state}"
    if state is ShareState.PUBLISHED:
        yield from _wrong_of_published(found)
    elif found.recorded:
        yield f"a post is recorded of a share that is {state}"
    if state in {ShareState.UNKNOWN, ShareState.ON_HOLD} and found.share.reason is None:
        yield "nobody is told why it waits"
    if state is ShareState.UNKNOWN and found.share.due_at < FAR:
        yield "nobody is asked"
    yield from _wrong_of_attempts(found)
    yield from too_often(found.attempts, scenario.limits)


def too_often(attempts: Sequence[Attempt], limits: Sequence[Limit]) -> Iterator[str]:
    """Requests that came sooner after one another than the limits, which let one through at a time, allow."""
    sent = [attempt.started_at for attempt in attempts if attempt.action in SENDS]
    apart = min((later - sooner for sooner, later in pairwise(sent)), default=None)
    asked = max((limit.interval for limit in limits), default=None)
    if apart is not None and asked is not None and apart < asked:
        yield f"too often: requests {apart} apart, where {asked} is asked"


def _given_up(scenario: Scenario) -> set[ShareState]:
    """Who cancels a share in doubt gives up what may be there."""
    return {ShareState.CANCELLED} if scenario.meanwhile is Meanwhile.CANCEL else set()


def _wrong_of_published(found: Evidence) -> Iterator[str]:
    if not found.posts:
        yield "lost: it is published, and there is no post"
    elif found.share.remote_id not in {post.id for post in found.posts}:
        yield f"it is published as {found.share.remote_id}, which is no post"
    if found.recorded != [found.share.remote_id]:
        yield f"recorded as {found.recorded}"


def _wrong_of_attempts(found: Evidence) -> Iterator[str]:
    numbers = [attempt.number for attempt in found.attempts]
    if numbers != list(range(1, found.share.attempt + 1)):
        yield f"attempts are numbered {numbers}, and the share has {found.share.attempt}"
    sends = sum(attempt.action in SENDS for attempt in found.attempts)
    if found.requests > sends:
        yield f"{found.requests} requests left, and {sends} were written down before"
    for attempt in found.attempts:
        if (attempt.outcome is None) != (attempt.finished_at is None):
            yield f"attempt {attempt.number} is half finished"
