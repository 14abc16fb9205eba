"""What Bluesky shows to everybody, without a token: counts of posts, and who follows whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import Access, Connector
from advocacy.connectors.followers import Followers
from advocacy.connectors.refusals import meaning_of
from advocacy.errors import TryLater
from advocacy.language import Text

COUNTS = {
    "likeCount": "likes",
    "repostCount": "reposts",
    "replyCount": "replies",
    "quoteCount": "quotes",
    "bookmarkCount": "bookmarks",
}
_BATCH = 25
_PAGE = 100
_NOT_FOR_STRANGERS = "!no-unauthenticated"
"""The label by which a person asks that their profile be shown to those who are signed in only."""


def counts(connector: Connector, app_view: str, uris: Sequence[str]) -> dict[str, Mapping[str, int]]:
    """What is counted of posts, by their addresses; those that are gone are left out by the network."""
    found: dict[str, Mapping[str, int]] = {}
    for start in range(0, len(uris), _BATCH):
        params = {"uris": list(uris[start : start + _BATCH])}
        answer = _read(connector, app_view, "app.bsky.feed.getPosts", params)
        found |= {post["uri"]: _counted(post) for post in _dicts(answer, "posts") if "uri" in post}
    return found


def followers(connector: Connector, app_view: str, access: Access, after: str) -> Followers | None:
    """A page of those who follow the account; None where it is not shown to strangers."""
    params = {"actor": access.details.get("did") or access.account, "limit": str(_PAGE)}
    asked = {**params, **({"cursor": after} if after else {})}
    answer = _read(connector, app_view, "app.bsky.graph.getFollowers", asked)
    labels = answer.get("subject", "labels")
    worn = [each.get("val") for each in labels if isinstance(each, dict)] if isinstance(labels, list) else []
    if _NOT_FOR_STRANGERS in worn:
        return None
    if not isinstance(answer.get("followers"), list):
        raise TryLater(_STRANGE)
    ids = (each.get("did") for each in _dicts(answer, "followers"))
    return Followers(ids=tuple(id_ for id_ in ids if isinstance(id_, str)), after=answer.word("cursor"))


def _read(connector: Connector, app_view: str, method: str, params: Mapping[str, Any]) -> Answer:
    answer = connector.http.send("GET", f"{app_view}/xrpc/{method}", params=params)
    if meaning_of(connector, "read", answer) is not AnswerClass.OK:
        raise connector.refusal("read", answer)
    return answer


def _dicts(answer: Answer, name: str) -> Iterator[Mapping[str, Any]]:
    found = answer.get(name)
    yield from (each for each in (found if isinstance(found, list) else []) if isinstance(each, dict))


def _counted(post: Mapping[str, Any]) -> Mapping[str, int]:
    return {ours: post[theirs] for theirs, ours in COUNTS.items() if isinstance(post.get(theirs), int)}


_STRANGE = Text(
    fr="Bluesky n’a pas montré qui suit ce compte. On réessaiera.",
    en="Bluesky did not show who follows this account. It will be tried again.",
)
