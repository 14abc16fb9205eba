"""Facebook: no API for personal profiles since 2018, where a text may not be prefilled; one for Pages."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

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
    Scope,
    Secret,
)
from advocacy.connectors.hand_off import Dialog
from advocacy.connectors.http import exact
from advocacy.connectors.meta import Meta, throttled
from advocacy.connectors.refusals import meaning_of
from advocacy.errors import AuthorizationExpired, TryLater
from advocacy.language import Text

VERSION = "v26.0"
_LANDED = timedelta(seconds=30)
_SLACK = timedelta(minutes=2)
_PAGES = 5


class Facebook(Meta):
    """A profile's posts are made by the person; the text is copied by hand."""

    name = "facebook"
    title = "Facebook"
    capabilities = Capabilities(lane=Lane.HAND_OFF, max_length=63206, cut_off=477)
    dialog = Dialog(
        with_link="https://www.facebook.com/sharer/sharer.php?u={link}",
        without_link="https://www.facebook.com/",
        takes_text=False,
        post_hosts=("www.facebook.com", "facebook.com", "m.facebook.com", "web.facebook.com"),
        post_paths={
            r"/[\w.-]+/(?:posts|videos|photos)/(?:[\w.%-]+/)?(\w+)": r"\1",
            r"/share/(?:[pvr]/)?(\w+)": r"\1",
            r"/(?:permalink|story)\.php\?(?:[^#]*&)?story_fbid=(\w+)(?:&[^#]*)?": r"\1",
            r"/(?:photo|watch)(?:\.php|/)?\?(?:[^#]*&)?(?:fbid|v)=(\d+)(?:&[^#]*)?": r"\1",
            r"/reel/(\d+)": r"\1",
        },
    )


class FacebookPage(Meta, Connector):
    """The brand's own Page, published with the Page's token."""

    name = "facebook_page"
    title = "Facebook"
    capabilities = Capabilities(
        lane=Lane.TOKEN,
        retry=(Retry(RetryKind.FINDABLE, _LANDED),),
        max_length=63206,
        cut_off=477,
        can_delete=True,
        standing_consent=True,
    )

    @staticmethod
    def host_of(account: str) -> str:  # noqa: ARG004 - all of them live in one place
        """Where all Pages live."""
        return "https://graph.facebook.com"

    def told_to_wait(self, answer: Answer) -> tuple[datetime | None, Scope]:
        """The usual headers, else what Meta tells in a header of its own."""
        until, scope = throttled(answer, self.clock())
        return super().told_to_wait(answer)[0] or until, scope

    def identify(self, access: Access) -> Access:
        """Which Page it is the token of."""
        answer = self._read(access, "/me", fields="id")
        return replace(access, details={**access.details, "id": answer.word("id")})

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:  # noqa: ARG002
        """The post; it has no key."""
        return exact({"message": outgoing.text, **({"link": outgoing.link} if outgoing.link else {})})

    def publish(self, frozen: str, access: Access) -> Posted:
        """Post it, once."""
        url = f"{_root(access)}/{_page(access)}/feed"
        answer = self.http.send("POST", url, token=_token(access), form=json.loads(frozen), create=True)
        if meaning_of(self, "create", answer) is AnswerClass.OK:
            return _posted(str(answer.get("id") or answer.get("post_id")))
        raise self.refusal("create", answer, *access.secrets.values())

    def find(self, frozen: str, access: Access, *, since: datetime) -> Posted | None:
        """Read the Page's feed back to `since`, for the very same words."""
        wanted = _plain(json.loads(frozen)["message"])
        for post in self._feed(access, since - _SLACK):
            if _plain(str(post.get("message", ""))) == wanted:
                return _posted(str(post["id"]))
        return None

    def delete(self, remote_id: str, access: Access) -> None:
        """Delete the post; none there is no error."""
        answer = self.http.send("DELETE", f"{_root(access)}/{remote_id}", token=_token(access), create=True)
        if meaning_of(self, "delete", answer) not in {AnswerClass.OK, AnswerClass.NOT_FOUND}:
            raise self.refusal("delete", answer, *access.secrets.values())

    def _feed(self, access: Access, since: datetime) -> Iterator[Mapping[str, Any]]:
        query = {"since": str(int(since.timestamp())), "fields": "id,message,created_time", "limit": "100"}
        for _ in range(_PAGES):
            answer = self._read(access, f"/{_page(access)}/feed", **query)
            posts = answer.get("data")
            if not isinstance(posts, list):
                raise TryLater(_STRANGE)
            yield from (post for post in posts if isinstance(post, dict) and post.get("id"))
            after = answer.get("paging", "cursors", "after")
            if not (posts and isinstance(after, str)):
                return
            query["after"] = after

    def _read(self, access: Access, path: str, **query: str) -> Answer:
        answer = self.http.send("GET", f"{_root(access)}{path}", token=_token(access), params=query)
        if meaning_of(self, "read", answer) is not AnswerClass.OK:
            raise self.refusal("read", answer, *access.secrets.values())
        return answer


_STRANGE = Text(
    fr="Facebook n’a pas montré les posts de la Page. On réessaiera.",
    en="Facebook did not show the Page's posts. It will be tried again.",
)
_AGAIN = Text(
    fr="Facebook : cette Page n’est pas reliée ; reliez-la avec son propre jeton.",
    en="Facebook: this Page is not connected; connect it with its own token.",
)


def _root(access: Access) -> str:
    return f"{access.host}/{VERSION}"


def _token(access: Access) -> Secret:
    if "access" not in access.secrets:
        raise AuthorizationExpired(_AGAIN)
    return access.secrets["access"]


def _page(access: Access) -> str:
    if "id" not in access.details:
        raise AuthorizationExpired(_AGAIN)
    return access.details["id"]


def _posted(remote_id: str) -> Posted:
    page, _, post = remote_id.partition("_")
    return Posted(remote_id=remote_id, url=f"https://www.facebook.com/{page}/posts/{post or page}")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
