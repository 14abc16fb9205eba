"""Mastodon and what is compatible with it: each server has its own limits and its own manners."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import regex

from advocacy.clock import Clock, utc_now
from advocacy.connectors import mastodon_oauth
from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import (
    Access,
    Capabilities,
    Connector,
    Lane,
    Outgoing,
    Posted,
    Retry,
    RetryKind,
)
from advocacy.connectors.consent import POST, App, Consent, Question
from advocacy.connectors.followers import Followers
from advocacy.connectors.hand_off import Dialog
from advocacy.connectors.http import HttpClient, exact
from advocacy.connectors.mastodon_access import server, token
from advocacy.connectors.mastodon_answers import limits_of, meaning
from advocacy.connectors.mastodon_followers import followers
from advocacy.connectors.mastodon_media import USUAL, are_lost, require_ready, rules_of, told_rules, upload
from advocacy.connectors.mastodon_statuses import matches
from advocacy.connectors.media import shown_in
from advocacy.connectors.oauth import require_own
from advocacy.connectors.refusals import meaning_of
from advocacy.connectors.text import graphemes
from advocacy.errors import MediaLost, TryLater
from advocacy.language import Text

_LINK = 23
_RESEND_AFTER = 90.0
"""A server writes the key down after the status. The request that we gave up on (30 seconds without a word,
60 in all) may still be at work there, and a second one beside it would make a second status."""
_LATEST = timedelta(minutes=55)
_SLACK = timedelta(minutes=2)
"""How far a server's clock may be behind ours when we look for a status."""
_PAGES = 10
_COUNTS = {
    "favourites_count": "likes",
    "reblogs_count": "reposts",
    "replies_count": "replies",
    "quotes_count": "quotes",
}
_MASTODON = re.compile(r"[3-9]\.\d+")


def _by_key(earliest: timedelta) -> tuple[Retry, ...]:
    return (Retry(RetryKind.IDEMPOTENT, earliest, _LATEST), Retry(RetryKind.FINDABLE, _LATEST))


def _by_listing(earliest: timedelta) -> tuple[Retry, ...]:
    return (Retry(RetryKind.FINDABLE, earliest),)


class Mastodon(Connector):
    """A key sent with a status makes sending it again harmless for an hour; later it is looked up.

    Args:
        resend_after: Seconds after which no request of ours can still be at work on a server.
        http: The way out.
        clock: Where the time comes from.
    """

    name = "mastodon"
    title = "Mastodon"
    capabilities = Capabilities(
        lane=Lane.TOKEN,
        retry=_by_key(timedelta(seconds=_RESEND_AFTER)),
        max_length=500,
        link_length=_LINK,
        metrics=tuple(_COUNTS.values()),
        limits=limits_of(""),
        can_delete=True,
        standing_consent=True,
        media=USUAL,
        follower_pages=50,
    )
    dialog = Dialog(
        with_link="{host}/share?text={text}",
        without_link="{host}/share?text={text}",
        profile="{host}/@{user}",
        post_paths={
            r"/@[\w.-]+(?:@[\w.-]+)?/(?:statuses/)?(\w+)": r"\1",
            r"/users/[\w.-]+/statuses/(\w+)": r"\1",
            r"/(?:notice|objects|notes)/([\w-]+)": r"\1",
        },
    )

    purposes = (POST,)
    leaves_at = "{host}/oauth/authorized_applications"
    registers = True

    def __init__(
        self,
        *,
        resend_after: float = _RESEND_AFTER,
        http: HttpClient | None = None,
        clock: Clock = utc_now,
    ) -> None:
        super().__init__(http=http, clock=clock)
        self._resend_after = timedelta(seconds=resend_after)
        self.capabilities = replace(type(self).capabilities, retry=_by_key(self._resend_after))

    @staticmethod
    def text_length(text: str) -> int:
        """Graphemes; a link counts 23, and ``@user@host`` counts as ``@user``."""
        return graphemes(_MENTION.sub(r"\1", _URL.sub("x" * _LINK, text)))

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:
        """By status: the words are in the language of the account."""
        return meaning(op, answer)

    def register(self, host: str, redirect_uri: str) -> App:
        """An app of ours on this server; every server has its own."""
        return mastodon_oauth.register(self, server(host), redirect_uri)

    def consent(self, question: Question) -> Consent:
        """Where the person agrees on their own server; with proof of who asked where it takes one."""
        return mastodon_oauth.ask(self, server(question.host), question)

    def redeem(self, code: str, consent: Consent) -> Access:
        """The access that the person agreed to; it has no end."""
        return mastodon_oauth.redeem(self, server(consent.question.host), code, consent)

    def revoke(self, access: Access) -> bool:
        """Take the token back; one that was given by hand is its person's to take back."""
        return mastodon_oauth.revoke(self, server(access.host), access)

    def capabilities_for(self, access: Access) -> Capabilities:
        """With the limits that `identify` was told, and without keys where the server ignores them."""
        limit = access.details.get("max_length", "")
        honours = _MASTODON.match(access.details.get("version", "")) and "compatible" not in (
            access.details.get("version", "")
        )
        return replace(
            self.capabilities,
            max_length=int(limit) if limit.isdecimal() else self.capabilities.max_length,
            retry=self.capabilities.retry if honours else _by_listing(self._resend_after),
            media=rules_of(access.details),
            limits=limits_of(access.details.get("rate_limit", "")),
        )

    def identify(self, access: Access) -> Access:
        """Who the token is for, and what the server is and allows."""
        who = self._read(access, "/api/v1/accounts/verify_credentials")
        if not who.word("id"):
            raise self.refusal("read", who, *access.secrets.values())
        require_own(self.title, access.account, who.word("username"))
        app = self._ask(access, "/api/v1/apps/verify_credentials")
        told = {"id": who.word("id"), "username": who.word("username"), "application": app.word("name")}
        told |= {"rate_limit": who.headers.get("x-ratelimit-limit", ""), **self._server(access)}
        return replace(
            access, details={**access.details, **{name: value for name, value in told.items() if value}}
        )

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:  # noqa: ARG002
        """The status, the key that makes it one, and the link by which it is found again."""
        status = {"status": outgoing.text, "visibility": "public", "language": outgoing.language}
        images = [upload(self, image, access) for image in shown_in(outgoing)]
        with_images = {**status, **({"media_ids": images} if images else {})}
        return exact({"key": str(uuid.uuid4()), "status": with_images, "link": outgoing.link})

    def publish(self, frozen: str, access: Access) -> Posted:
        """Post the status; the same key within the hour gives the first one back."""
        asked = json.loads(frozen)
        images = asked["status"].get("media_ids", [])
        require_ready(self, images, access)
        answer = self.http.send(
            "POST",
            f"{server(access.host)}/api/v1/statuses",
            token=token(access),
            headers={"Idempotency-Key": asked["key"]},
            json_body=asked["status"],
            create=True,
        )
        said = meaning_of(self, "create", answer)
        if said is AnswerClass.OK:
            return _posted(answer.json, access)
        error = self.refusal("create", answer, *access.secrets.values())
        if said is AnswerClass.PERMANENT and are_lost(self, images, access):
            raise MediaLost(error.text)
        raise error

    def find(self, frozen: str, access: Access, *, since: datetime) -> Posted | None:
        """Read the account's own statuses back to `since`; the tracked link tells ours, else the text."""
        asked = json.loads(frozen)
        ours = access.details.get("application")
        for status in self._statuses(access, since - _SLACK):
            application = status.get("application")
            theirs = application.get("name") if isinstance(application, dict) else None
            if not (ours and theirs and ours != theirs) and matches(status, asked):
                return _posted(status, access)
        return None

    def sought(self, outgoing: Outgoing) -> str:
        """The link, else the words: a status is found without its key."""
        return exact({"status": {"status": outgoing.text}, "link": outgoing.link})

    def metrics(self, remote_ids: Sequence[str], access: Access) -> Mapping[str, Mapping[str, int]]:
        """Counts as this server sees them; a status that is gone is left out."""
        counts: dict[str, Mapping[str, int]] = {}
        for remote_id in remote_ids:
            answer = self._ask(access, f"/api/v1/statuses/{remote_id}")
            said = meaning_of(self, "read", answer)
            if said is AnswerClass.OK:
                counts[remote_id] = _counts(answer)
            elif said is not AnswerClass.NOT_FOUND:
                raise self.refusal("read", answer, *access.secrets.values())
        return counts

    def followers(self, access: Access, *, after: str = "") -> Followers | None:
        """A page of the list, where its person shows it to everybody."""
        here = urlsplit(server(access.host)).netloc
        return followers(partial(self._read, access), self._own_id(access), here, after)

    def delete(self, remote_id: str, access: Access) -> None:
        """Delete the status; none there is no error."""
        answer = self.http.send(
            "DELETE", f"{server(access.host)}/api/v1/statuses/{remote_id}", token=token(access), create=True
        )
        self.expect("delete", answer, access, AnswerClass.NOT_FOUND)

    def _server(self, access: Access) -> dict[str, str]:
        """Version and limits, from today's address or from the older one."""
        for path in ("/api/v2/instance", "/api/v1/instance"):
            answer = self._ask(access, path)
            if answer.is_2xx and answer.word("version"):
                limit = answer.get("configuration", "statuses", "max_characters")
                return {
                    "version": answer.word("version"),
                    "max_length": str(limit) if isinstance(limit, int) else "",
                    **told_rules(answer),
                }
        return {}

    def _statuses(self, access: Access, since: datetime) -> Iterator[Mapping[str, Any]]:
        who, params = self._own_id(access), {"exclude_reblogs": "true", "limit": "40"}
        for _ in range(_PAGES):
            page = self._read(access, f"/api/v1/accounts/{who}/statuses", params).body
            if not isinstance(page, list):
                raise TryLater(_STRANGE)
            if not page:
                return
            for status in page:
                if not isinstance(status, dict) or _before(status, since):
                    return
                yield status
            params["max_id"] = str(page[-1].get("id"))

    def _own_id(self, access: Access) -> str:
        return access.details.get("id") or self.identify(access).details["id"]

    def _read(self, access: Access, path: str, params: Mapping[str, str] | None = None) -> Answer:
        return self.expect("read", self._ask(access, path, params), access)

    def _ask(self, access: Access, path: str, params: Mapping[str, str] | None = None) -> Answer:
        return self.http.send("GET", f"{server(access.host)}{path}", token=token(access), params=params)


_STRANGE = Text(
    fr="Mastodon n’a pas montré les posts de ce compte. On réessaiera.",
    en="Mastodon did not show this account's posts. It will be tried again.",
)
_URL = regex.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?'’»)\]]", regex.IGNORECASE)
_MENTION = regex.compile(r"(?<![\w/])(@\w+(?:[\w.-]*\w)?)@[\w.-]+\w")


def _posted(status: Mapping[str, Any], access: Access) -> Posted:
    """A server may give no address, or one that is none: it will be a link on our pages."""
    given = (str(status.get(name) or "") for name in ("url", "uri"))
    address = next((each for each in given if each.startswith(("https://", "http://"))), None)
    remote_id = str(status["id"])
    return Posted(remote_id=remote_id, url=address or f"{server(access.host)}/statuses/{remote_id}")


def _before(status: Mapping[str, Any], since: datetime) -> bool:
    try:
        return datetime.fromisoformat(str(status.get("created_at"))) < since
    except (ValueError, TypeError):
        return False


def _counts(answer: Answer) -> Mapping[str, int]:
    given = {ours: answer.get(theirs) for theirs, ours in _COUNTS.items()}
    return {name: count for name, count in given.items() if isinstance(count, int)}
