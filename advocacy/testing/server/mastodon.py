"""A fake Mastodon server: apps, tokens, statuses with their key, and an account's own statuses."""

from __future__ import annotations

import html
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Secret
from advocacy.connectors.registry import text_length
from advocacy.testing.relay import Answer
from advocacy.testing.server.mastodon_apps import UNAUTHORIZED, Account, person
from advocacy.testing.server.mastodon_followers import MastodonFollowers
from advocacy.testing.server.mastodon_media import DETAILS, LIMITS, Images
from advocacy.testing.server.network import Call, FakeMedia, FakePost, reply, route

VERSION = "4.4.8"
_LONGEST = 500
_KEY_LIVES = timedelta(hours=1)
_APP = "advocacy"
_THEIRS = {
    "likes": "favourites_count",
    "reposts": "reblogs_count",
    "replies": "replies_count",
    "quotes": "quotes_count",
}
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(slots=True)
class _Status:
    id: str
    account: Account
    text: str
    application: str
    at: datetime
    key: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_THEIRS.values(), 0))


class FakeMastodon(MastodonFollowers):
    """`honours_keys = False`: a compatible server that ignores the key; `offers_pkce = False`: an old one."""

    name = "mastodon"
    creates = "POST /api/v1/statuses"
    uploads = "POST /api/v2/media"

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self.honours_keys = True
        self.images = Images()
        self._statuses: dict[str, _Status] = {}
        self._keys: dict[tuple[str, str], tuple[str, datetime]] = {}
        self._numbers = count(114_000_000_000_000_001)
        super().__init__(clock=clock)

    def add_account(self, handle: str) -> Access:
        """An account with a token that may write for it."""
        with self.lock:
            if handle not in self._people:
                account = Account(str(next(self._numbers)), handle, secrets.token_urlsafe(24))
                self._people[handle] = account
                self._tokens[account.token] = (account, _APP)
            account = self._people[handle]
        return Access(
            account=f"{handle}@127.0.0.1",
            host=self.url,
            secrets={"access": Secret(account.token)},
            details={
                "id": account.id,
                "username": handle,
                "application": _APP,
                "version": VERSION if self.honours_keys else f"2.7.2 (compatible; Other {VERSION})",
                "max_length": str(_LONGEST),
                **DETAILS,
            },
        )

    def revoke(self, handle: str) -> None:
        """The person takes the token back."""
        with self.lock:
            self._tokens.pop(self._people[handle].token, None)

    def forget_keys(self) -> None:
        """As after an hour."""
        with self.lock:
            self._keys.clear()

    def posts(self) -> list[FakePost]:
        """Every status, oldest first."""
        with self.lock:
            return [
                FakePost(
                    account=status.account.username,
                    remote_id=status.id,
                    url=self._address(status),
                    text=status.text,
                    at=status.at.isoformat(),
                    counts={ours: status.counts[theirs] for ours, theirs in _THEIRS.items()},
                )
                for status in self._statuses.values()
            ]

    def media(self, remote_id: str) -> list[FakeMedia]:
        """The images of a status."""
        return self.images.of(remote_id)

    def forget_media(self) -> None:
        """Lose the images that no status has."""
        self.images.forget()

    def engage(self, remote_id: str, **counts: int) -> None:
        """Set a status's counts."""
        with self.lock:
            if status := self._statuses.get(remote_id):
                status.counts.update({_THEIRS[name]: number for name, number in counts.items()})

    @route("GET", "/api/v([12])/instance")
    def _instance(self, call: Call) -> Answer:  # noqa: ARG002 - every route takes one
        limits = {"max_characters": _LONGEST, "characters_reserved_per_url": 23, "max_media_attachments": 4}
        version = VERSION if self.honours_keys else f"2.7.2 (compatible; Other {VERSION})"
        return reply(
            200, {"version": version, "configuration": {"statuses": limits, "media_attachments": LIMITS}}
        )

    @route("POST", "/api/v2/media")
    def _upload(self, call: Call) -> Answer:
        with self.lock:
            known = self._tokens.get(call.token)
            return self.images.take(call, known[0].id) if known else UNAUTHORIZED

    @route("GET", r"/api/v1/media/(\d+)")
    def _image(self, call: Call) -> Answer:
        with self.lock:
            known = self._tokens.get(call.token)
            return self.images.show(call.found[0], known[0].id) if known else UNAUTHORIZED

    @route("POST", "/api/v1/statuses")
    def _post(self, call: Call) -> Answer:
        with self.lock:
            known, key = self._tokens.get(call.token), call.headers.get("idempotency-key", "")
            if known is None:
                return UNAUTHORIZED
            if (before := self._remembered(known[0], key)) is not None:
                status = self._statuses.get(before)
                return reply(200, self._shown(status)) if status else _GONE
            text = str(call.body.get("status") or "")
            if not text.strip():
                return reply(422, {"error": "Validation failed: Text can't be blank"})
            if text_length("mastodon", text) > _LONGEST:
                return reply(
                    422, {"error": f"Validation failed: Text character limit of {_LONGEST} exceeded"}
                )
            images = [str(each) for each in call.body.get("media_ids", [])]
            if refused := self.images.attach(images, known[0].id):
                return refused
            status = self._store(known, text, key)
            self.images.give(images, status.id)
            return reply(200, self._shown(status))

    @route("GET", r"/api/v1/accounts/(\d+)/statuses")
    def _own(self, call: Call) -> Answer:
        found = [status for status in self._statuses.values() if status.account.id == call.found[0]]
        if older_than := call.one("max_id"):
            found = [status for status in found if int(status.id) < int(older_than)]
        newest = sorted(found, key=lambda status: int(status.id), reverse=True)
        return reply(200, [self._shown(status) for status in newest[: int(call.one("limit", "20"))]])

    @route("GET", r"/api/v1/statuses/(\w+)")
    def _show(self, call: Call) -> Answer:
        status = self._statuses.get(call.found[0])
        return reply(200, self._shown(status)) if status else _GONE

    @route("DELETE", r"/api/v1/statuses/(\w+)")
    def _delete(self, call: Call) -> Answer:
        with self.lock:
            known, status = self._tokens.get(call.token), self._statuses.get(call.found[0])
            if known is None:
                return UNAUTHORIZED
            if status is None or status.account is not known[0]:
                return _GONE
            return reply(200, self._shown(self._statuses.pop(status.id)))

    def _remembered(self, account: Account, key: str) -> str | None:
        found = self._keys.get((account.id, key)) if key and self.honours_keys else None
        return found[0] if found and self.clock() - found[1] < _KEY_LIVES else None

    def _store(self, known: tuple[Account, str], text: str, key: str) -> _Status:
        account, application = known
        status = _Status(str(next(self._numbers)), account, text, application, self.clock(), key)
        self._statuses[status.id] = status
        self._keys[account.id, key] = (status.id, status.at)
        return status

    def _shown(self, status: _Status) -> dict[str, Any]:
        return {
            "id": status.id,
            "created_at": status.at.isoformat(),
            "visibility": "public",
            "uri": f"{self.url}/users/{status.account.username}/statuses/{status.id}",
            "url": self._address(status),
            "content": _as_html(status.text),
            "application": {"name": status.application},
            "account": person(status.account),
            "media_attachments": [],
            **status.counts,
        }

    def _address(self, status: _Status) -> str:
        return f"{self.url}/@{status.account.username}/{status.id}"


_GONE = reply(404, {"error": "Record not found"})


def _as_html(text: str) -> str:
    escaped = html.escape(text, quote=False)
    linked = _LINK.sub(lambda link: f'<a href="{link[0]}" rel="nofollow">{link[0]}</a>', escaped)
    return "".join(f"<p>{each.replace(chr(10), '<br />')}</p>" for each in linked.split("\n\n"))
