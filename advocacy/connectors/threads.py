"""Threads, where publishing has two steps: a container that nobody sees, then the post."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import (
    Access,
    Capabilities,
    Lane,
    Outgoing,
    Posted,
    Retry,
    RetryKind,
    Secret,
)
from advocacy.connectors.consent import POST, Consent, Question, consent
from advocacy.connectors.hand_off import Dialog
from advocacy.connectors.http import exact
from advocacy.connectors.limit import Limit
from advocacy.connectors.media import MediaRules, shown_in
from advocacy.connectors.meta_api import MetaApi, same_words
from advocacy.connectors.oauth import ends_soon, in_form, require, require_own, with_tokens
from advocacy.connectors.public_image import require_unchanged
from advocacy.connectors.refusals import meaning_of
from advocacy.connectors.text import emoji_as_bytes_length
from advocacy.connectors.threads_container import (
    AT_WORK,
    DONE,
    FINISHED,
    GONE,
    NOT_READY,
    UNPUBLISHED,
    unpublished,
)
from advocacy.errors import OutcomeUnknown, TryLater
from advocacy.language import Text

API = "https://graph.threads.net"
_READABLE = timedelta(hours=23)
"""A container lives for a day."""
_SLACK = timedelta(minutes=2)
_EARLY = timedelta(days=7)
_SCOPES = "threads_basic,threads_content_publish,threads_manage_insights"
_COUNTS = ("views", "likes", "replies", "reposts", "quotes", "shares")
_PAGES = 5


class Threads(MetaApi):
    """The container is the key: Threads says of it whether it was published, for as long as it lives."""

    name = "threads"
    title = "Threads"
    capabilities = Capabilities(
        lane=Lane.TOKEN,
        retry=(Retry(RetryKind.IDEMPOTENT, not_after=_READABLE), Retry(RetryKind.FINDABLE, _READABLE)),
        max_length=500,
        metrics=_COUNTS,
        media=MediaRules(images=1, largest=8_000_000, alt=1000, by_address=True),
        limits=(Limit(count=250, per=timedelta(days=1)),),
    )
    dialog = Dialog(
        with_link="https://www.threads.com/intent/post?text={text}&url={link}",
        without_link="https://www.threads.com/intent/post?text={text}",
        post_hosts=("www.threads.com", "threads.com", "www.threads.net", "threads.net"),
        profile="https://www.threads.com/@{user}",
        post_paths={r"/@[\w.]{1,30}/post/([\w-]+)": r"\1"},
    )

    text_length = staticmethod(emoji_as_bytes_length)
    home = API
    login = "https://www.threads.net"
    purposes = (POST,)
    leaves_at = "https://www.threads.com/settings"
    renews_itself = True

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:
        """As on all of Meta, and the one refusal that has words only."""
        said = super().classify(op, answer)
        if said is None and "must be at most 500 characters" in answer.word("error", "message"):
            return AnswerClass.PERMANENT
        return said

    @classmethod
    def restricted(cls, code: int | None) -> AnswerClass:  # noqa: ARG003 - the same with every code
        """Meta restricts this person's activity."""
        return AnswerClass.PERMANENT

    def consent(self, question: Question) -> Consent:
        """Where the person agrees that we post for them and read the counts."""
        asked = {"client_id": self._client().client_id, "scope": _SCOPES}
        return consent(f"{self._login}/oauth/authorize", asked, question, pkce=False)

    def redeem(self, code: str, consent: Consent) -> Access:
        """A token of an hour for the code, and the token of two months for that one."""
        question, app = consent.question, self._client()
        host = question.host or API
        short = self._short_lived(f"{host}/oauth/access_token", code, question.redirect_uri)
        query = {"grant_type": "th_exchange_token", "client_secret": in_form(app)["client_secret"]}
        answer = self._exchanged(f"{host}/access_token", query, token=short)
        access = Access(account=question.account, host=host, secrets={})
        return with_tokens(self, access, answer, app.client_secret, short)

    def identify(self, access: Access) -> Access:
        """Whose token it is."""
        answer = self._read(access, "/v1.0/me", fields="id,username")
        told = {name: answer.word(name) for name in ("id", "username")}
        require_own(self.title, access.account, told["username"])
        return replace(access, account=access.account or told["username"], details={**access.details, **told})

    def renew_needed(self, access: Access, *, now: datetime) -> bool:
        """Whether the token, which lasts two months, ends within a week."""
        return ends_soon(access, now, _EARLY)

    def renew(self, access: Access, *, now: datetime) -> Access:  # noqa: ARG002 - the clock is ours
        """The token of two more months; it is renewed with itself."""
        answer = self._ask(access, "/refresh_access_token", grant_type="th_refresh_token")
        return with_tokens(self, access, answer)

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:
        """A container with the words in it, which Threads makes and nobody sees.

        An image is fetched by Threads itself, so it is looked at once more before that.
        """
        form = {"media_type": "TEXT", "text": outgoing.text}
        if images := shown_in(outgoing):
            require_unchanged(self.http, images)
            form |= {"media_type": "IMAGE", "image_url": images[0].address, "alt_text": images[0].alt}
        elif outgoing.link:
            form["link_attachment"] = outgoing.link
        answer = self._send(access, "/v1.0/me/threads", form)
        container = str(answer.get("id") or "")
        if meaning_of(self, "media", answer) is not AnswerClass.OK or not container:
            raise self.refusal("media", answer, *access.secrets.values())
        return exact({"container": container, "text": outgoing.text, "at": now.isoformat()})

    def publish(self, frozen: str, access: Access) -> Posted:
        """Publish the container, unless Threads says that it is published already."""
        asked = json.loads(frozen)
        status = self._status(asked["container"], access)
        if status == DONE:
            return self._already(asked, access)
        if status != FINISHED:
            raise unpublished(status)
        answer = self._send(access, "/v1.0/me/threads_publish", {"creation_id": asked["container"]})
        if meaning_of(self, "publish", answer) is AnswerClass.OK:
            return self._posted(str(answer.get("id")), access)
        raise self.refusal("publish", answer, *access.secrets.values())

    def find(self, frozen: str, access: Access, *, since: datetime) -> Posted | None:
        """Ask for the container; only where it was published, or is forgotten, read the person's posts."""
        asked = json.loads(frozen)
        status = self._status(asked["container"], access)
        return None if status in UNPUBLISHED else self._listed(asked, access, since)

    def metrics(self, remote_ids: Sequence[str], access: Access) -> Mapping[str, Mapping[str, int]]:
        """Running totals; a post that is gone is left out."""
        found: dict[str, Mapping[str, int]] = {}
        for remote_id in remote_ids:
            path = f"/v1.0/{quote(remote_id, safe='')}/insights"
            answer = self._ask(access, path, metric=",".join(_COUNTS))
            said = meaning_of(self, "read", answer)
            if said is AnswerClass.OK:
                found[remote_id] = dict(_counts(answer))
            elif said is not AnswerClass.NOT_FOUND:
                raise self.refusal("read", answer, *access.secrets.values())
        return found

    def _already(self, asked: Mapping[str, str], access: Access) -> Posted:
        found = self._listed(asked, access, datetime.fromisoformat(asked["at"]))
        if found is None:
            raise OutcomeUnknown(_UNSEEN)
        return found

    def _status(self, container: str, access: Access) -> str:
        """What Threads says of a container, or `GONE`."""
        answer = self._ask(access, f"/v1.0/{container}", fields="status,error_message")
        said = meaning_of(self, "read", answer)
        if said is AnswerClass.NOT_FOUND:
            return GONE
        if said is not AnswerClass.OK:
            raise self.refusal("read", answer, *access.secrets.values())
        return answer.word("status") or AT_WORK

    def _listed(self, asked: Mapping[str, str], access: Access, since: datetime) -> Posted | None:
        """The post with these very words among the person's own since then."""
        for post in self._own(access, since - _SLACK):
            if same_words(str(post.get("text", "")), asked["text"]):
                return self._posted(str(post["id"]), access, str(post.get("permalink") or ""))
        return None

    def _own(self, access: Access, since: datetime) -> Iterator[Mapping[str, Any]]:
        query = {
            "fields": "id,text,timestamp,permalink",
            "since": str(int(since.timestamp())),
            "limit": "100",
        }
        for _ in range(_PAGES):
            answer = self._read(access, "/v1.0/me/threads", **query)
            posts = answer.get("data")
            if not isinstance(posts, list):
                raise TryLater(NOT_READY)
            yield from (post for post in posts if isinstance(post, dict) and post.get("id"))
            after = answer.get("paging", "cursors", "after")
            if not (posts and isinstance(after, str)):
                return
            query["after"] = after

    def _posted(self, remote_id: str, access: Access, permalink: str = "") -> Posted:
        """With its address, which only another question tells; the post is there even without an answer."""
        if not permalink:
            permalink = self._ask(access, f"/v1.0/{remote_id}", fields="permalink").word("permalink")
        profile = f"https://www.threads.com/@{access.details.get('username', '')}"
        return Posted(remote_id=remote_id, url=permalink if permalink.startswith("https://") else profile)

    def _read(self, access: Access, path: str, **query: str) -> Answer:
        return self.expect("read", self._ask(access, path, **query), access)

    def _ask(self, access: Access, path: str, **query: str) -> Answer:
        return self.http.send("GET", f"{access.host}{path}", token=_token(access), params=query)

    def _send(self, access: Access, path: str, form: Mapping[str, str]) -> Answer:
        return self.http.send("POST", f"{access.host}{path}", token=_token(access), form=form, create=True)


_UNSEEN = Text(
    fr="Threads dit avoir publié ce post et ne le montre pas encore. On regardera à nouveau.",
    en="Threads says that it published this post and does not show it yet. It will be looked up again.",
)
_AGAIN = Text(
    fr="Threads : ce compte n’est pas relié ; reliez-le.",
    en="Threads: this account is not connected; connect it.",
)


def _token(access: Access) -> Secret:
    return require(access, "access", _AGAIN)


def _counts(answer: Answer) -> Iterator[tuple[str, int]]:
    for each in answer.dicts():
        name, values = each.get("name"), each.get("values")
        first = values[0] if isinstance(values, list) and values else None
        value = first.get("value") if isinstance(first, dict) else None
        if isinstance(name, str) and name in _COUNTS and isinstance(value, int):
            yield name, value
