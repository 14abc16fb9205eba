"""The repositories behind a fake PDS: accounts, records under chosen keys, and blobs."""

from __future__ import annotations

import json
import re
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from advocacy.connectors.text import graphemes
from advocacy.testing.relay import Answer
from advocacy.testing.server.network import reply

POST = "app.bsky.feed.post"
_TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
_LONGEST = 300
_LARGEST_BLOB = 2_000_000
_LARGEST_THUMB = 1_000_000
LARGEST_UPLOAD = 5_000_000
_MOST_IMAGES = 4
THEIRS = {
    "likes": "likeCount",
    "reposts": "repostCount",
    "replies": "replyCount",
    "quotes": "quoteCount",
    "bookmarks": "bookmarkCount",
}


@dataclass(slots=True)
class Record:
    """A record and its public counts."""

    value: dict[str, Any]
    cid: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(THEIRS.values(), 0))


@dataclass(slots=True)
class Account:
    """One person, with their session and repository."""

    did: str
    handle: str
    password: str
    access: str = ""
    refresh: str = ""
    expired: set[str] = field(default_factory=set)
    records: dict[tuple[str, str], Record] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    followers: list[str] = field(default_factory=list)
    shy: bool = False
    """Asks to be shown to those who are signed in only."""


class Refused(Exception):
    """What the server says no with."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(error)
        self.answer = reply(status, {"error": error, "message": message})


def check(account: Account, asked: Any) -> None:
    """What a PDS refuses before it writes anything."""
    record = asked.get("record")
    if asked.get("repo") not in {account.did, account.handle}:
        raise Refused(403, "InvalidRequest", "this is not your repository")
    if not _TID.fullmatch(str(asked.get("rkey", ""))):
        raise Refused(400, "InvalidRequest", "Input/rkey must be a valid TID")
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise Refused(400, "InvalidRequest", 'Invalid app.bsky.feed.post record: Missing required key "text"')
    if graphemes(record["text"]) > _LONGEST:
        raise Refused(400, "InvalidRequest", f"Record/text must not be longer than {_LONGEST} graphemes")
    try:
        datetime.fromisoformat(str(record.get("createdAt")))
    except ValueError:
        raise Refused(400, "InvalidRequest", "Record/createdAt must be a datetime") from None
    _check_media(account, record.get("embed") or {})


def _check_media(account: Account, embed: dict[str, Any]) -> None:
    """Blobs that are there, of a kind and size that the lexicon allows, images with a text each."""
    found = list(named(embed))
    if len(found) > _MOST_IMAGES:
        raise Refused(400, "InvalidRequest", "Record/embed/images must not have more than 4 elements")
    for blob, alt, largest in found:
        link = blob.get("ref", {}).get("$link", "")
        if link not in account.blobs:
            raise Refused(400, "BlobNotFound", f"Could not find blob: {link}")
        if not isinstance(alt, str) or not str(blob.get("mimeType")).startswith("image/"):
            raise Refused(400, "InvalidRequest", "Record/embed must have an image and its alt")
        if len(account.blobs[link]) > largest or blob.get("size") != len(account.blobs[link]):
            raise Refused(400, "BlobTooLarge", f"This file is too large: the most is {largest} bytes")


def named(embed: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any, int]]:
    """Each blob of an embed, its text, and how many bytes it may have."""
    for image in embed.get("images", ()):
        yield image.get("image", {}), image.get("alt"), _LARGEST_BLOB
    if thumb := embed.get("external", {}).get("thumb"):
        yield thumb, "", _LARGEST_THUMB


def store(account: Account, asked: Any, *, must_be_new: bool) -> Answer:
    """Write the record, as the real one does with a key that is taken."""
    key = (asked["collection"], asked["rkey"])
    before, cid = account.records.get(key), _cid(asked["record"])
    told = {"uri": uri_of(account.did, *key), "cid": cid, "validationStatus": "valid"}
    if before and must_be_new:
        return Refused(500, "InternalServerError", "Internal Server Error").answer
    if before and before.cid == cid:
        return reply(200, told)
    if before and "swapRecord" in asked:
        return Refused(400, "InvalidSwap", f"Record was at {before.cid}").answer
    account.records[key] = Record(asked["record"], cid)
    return reply(200, {**told, "commit": {"cid": cid, "rev": asked["rkey"]}})


def _cid(record: Any) -> str:
    digest = sha256(json.dumps(record, sort_keys=True).encode()).digest()
    return "bafyrei" + b32encode(digest).decode().lower().rstrip("=")


def uri_of(did: str, collection: str, key: str) -> str:
    """Its name in the AT Protocol."""
    return f"at://{did}/{collection}/{key}"
