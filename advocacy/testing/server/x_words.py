"""A fake X's posts as it gives them back, and its answers in its own shapes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from advocacy.connectors.weighted import links, weighted_length
from advocacy.testing.relay import Answer
from advocacy.testing.server.network import reply

_LONGEST = 280
_FIELDS = {"text", "media", "reply", "poll", "reply_settings", "quote_tweet_id", "paid_partnership"}
_FIELDS |= {"made_with_ai", "community_id", "nullcast", "edit_options", "card_uri", "geo"}
THEIRS = {
    "impressions": "impression_count",
    "likes": "like_count",
    "reposts": "retweet_count",
    "replies": "reply_count",
    "quotes": "quote_count",
    "bookmarks": "bookmark_count",
}


@dataclass(slots=True)
class Post:
    """A post; `images` are ids of uploads."""

    id: str
    user: str
    text: str
    at: datetime
    paid: bool = False
    images: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(THEIRS.values(), 0))


def unfit(body: Mapping[str, Any], text: str) -> Answer | None:
    """What is wrong with a post; None where nothing is."""
    detail = "One or more parameters to your request was invalid."
    unknown = sorted(set(body) - _FIELDS)
    if unknown or not text.strip() or weighted_length(text) > _LONGEST:
        return problem(400, "Invalid Request", "https://api.x.com/2/problems/invalid-request", detail)
    return None


def shown(post: Post) -> dict[str, Any]:
    """As X gives it back: links shortened, and three signs escaped."""
    text, entities, end = "", [], 0
    for number, (start, stop) in enumerate(links(post.text)):
        link = post.text[start:stop]
        short = f"https://t.co/{post.id[-6:]}{number}"
        full = link if link.lower().startswith("http") else f"http://{link}"
        entities.append({"url": short, "expanded_url": full, "display_url": link})
        text, end = text + _escaped(post.text[end:start]) + short, stop
    text += _escaped(post.text[end:])
    if post.images:  # one link to its own page stands for all of them
        short, full = f"https://t.co/{post.id[-6:]}m", f"https://x.com/{post.user}/status/{post.id}/photo/1"
        entities.append({"url": short, "expanded_url": full, "display_url": "pic.x.com/…"})
        text = f"{text} {short}"
    told = {"id": post.id, "text": text, "created_at": post.at.isoformat()}
    return {
        **told,
        "edit_history_tweet_ids": [post.id],
        **({"entities": {"urls": entities}} if entities else {}),
    }


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def missing(post: str) -> dict[str, Any]:
    """The error that stands for a post that is not there."""
    told = {"value": post, "resource_type": "tweet", "parameter": "ids", "resource_id": post}
    return {**told, "title": "Not Found Error", "type": "https://api.x.com/2/problems/resource-not-found"}


def problem(status: int, title: str, kind: str, detail: str) -> Answer:
    """One problem."""
    return reply(status, {"title": title, "type": kind, "detail": detail, "status": status})


def made_of(data: object, user: str | None) -> Answer:
    """What a step of an upload answers."""
    if user is None:
        return UNAUTHORIZED
    invalid = "https://api.x.com/2/problems/invalid-request"
    return reply(200, {"data": data}) if data else problem(400, "Invalid Request", invalid, "not valid")


UNAUTHORIZED = problem(401, "Unauthorized", "about:blank", "Unauthorized")
DUPLICATE = problem(
    403, "Forbidden", "about:blank", "You are not allowed to create a Tweet with duplicate content."
)
NO_MEDIA = reply(
    400,
    {
        "errors": [{"parameters": {"media.media_ids": []}, "message": "Your media IDs are invalid."}],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": "https://api.x.com/2/problems/invalid-request",
    },
)
DEPLETED = problem(
    402,
    "CreditsDepleted",
    "https://api.x.com/2/problems/credits",
    "Your enrolled account does not have any credits to fulfill this request.",
)
