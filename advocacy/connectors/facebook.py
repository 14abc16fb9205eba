"""Facebook: no API for personal profiles since 2018, where a text may not be prefilled; one for Pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

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
from advocacy.connectors.media import Attachment, MediaRules, shown_in
from advocacy.connectors.meta import Meta
from advocacy.connectors.meta_api import MetaApi, same_words
from advocacy.connectors.oauth import in_form, require, require_own, require_same, with_tokens
from advocacy.connectors.refusals import meaning_of
from advocacy.errors import AuthorizationExpired, Rejected, TryLater
from advocacy.language import Text

API = "https://graph.facebook.com"
VERSION = "v26.0"
_SCOPES = "pages_manage_posts,pages_read_engagement,pages_show_list"
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
        profile="https://www.facebook.com/me",
        post_paths={
            r"/[\w.-]+/(?:posts|videos|photos)/(?:[\w.%-]+/)?(\w+)": r"\1",
            r"/share/(?:[pvr]/)?(\w+)": r"\1",
            r"/(?:permalink|story)\.php\?(?:[^#]*&)?story_fbid=(\w+)(?:&[^#]*)?": r"\1",
            r"/(?:photo|watch)(?:\.php|/)?\?(?:[^#]*&)?(?:fbid|v)=(\d+)(?:&[^#]*)?": r"\1",
            r"/reel/(\d+)": r"\1",
        },
    )


class FacebookPage(MetaApi):
    """The brand's own Page, published with the Page's token. The account is its id or its name."""

    name = "facebook_page"
    title = "Facebook"
    capabilities = Capabilities(
        lane=Lane.TOKEN,
        retry=(Retry(RetryKind.FINDABLE, _LANDED),),
        max_length=63206,
        cut_off=477,
        can_delete=True,
        standing_consent=True,
        media=MediaRules(images=10, largest=4_000_000, alt=1000),
    )

    home = API
    login = "https://www.facebook.com"
    purposes = (POST,)
    leaves_at = "https://www.facebook.com/settings?tab=business_tools"

    def consent(self, question: Question) -> Consent:
        """Where somebody who manages the Page agrees that we post for it."""
        asked = {"client_id": self._client().client_id, "scope": _SCOPES}
        return consent(f"{self._login}/{VERSION}/dialog/oauth", asked, question, pkce=False)

    def redeem(self, code: str, consent: Consent) -> Access:
        """The Page's own token, by the long-lived one of the person; so it has no end."""
        question, app = consent.question, self._client()
        host = question.host or API
        url = f"{host}/{VERSION}/oauth/access_token"
        short = self._short_lived(url, code, question.redirect_uri)
        query = {**in_form(app), "grant_type": "fb_exchange_token", "fb_exchange_token": short.reveal()}
        person = with_tokens(
            self,
            Access(account=question.account, host=host, secrets={}),
            self._exchanged(url, query),
            app.client_secret,
            short,
        )
        page, token = self._page_of(person)
        return Access(
            account=question.account, host=host, secrets={"access": Secret(token)}, details={"id": page}
        )

    def _page_of(self, person: Access) -> tuple[str, str]:
        """The id and the token of the Page that is meant, among those that the person manages."""
        listed = self._read(person, "/me/accounts", fields="id,name,access_token", limit="100").get("data")
        pages = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        for page in pages:
            names = {str(page.get("id")), str(page.get("name")).casefold()}
            if person.account.casefold() in names and page.get("access_token"):
                return str(page["id"]), str(page["access_token"])
        managed = ", ".join(str(page.get("name")) for page in pages) or "—"
        raise Rejected(_NO_PAGE.format(page=person.account, managed=managed))

    def identify(self, access: Access) -> Access:
        """Which Page it is the token of; the account is its id or its name."""
        answer = self._read(access, "/me", fields="id,name")
        if access.account != answer.word("id"):
            require_own(self.title, access.account, answer.word("name"))
        require_same(self.title, access, answer.word("id"))
        return replace(access, details={**access.details, "id": answer.word("id")})

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:  # noqa: ARG002
        """The post, once its photos are uploaded (nobody sees them yet); it has no key."""
        post = {"message": outgoing.text}
        for number, image in enumerate(shown_in(outgoing)):
            photo = {"media_fbid": self._upload(image, access)}
            post[f"attached_media[{number}]"] = exact(photo)
        if len(post) == 1 and outgoing.link:
            post["link"] = outgoing.link
        return exact(post)

    def publish(self, frozen: str, access: Access) -> Posted:
        """Post it, once."""
        url = f"{_root(access)}/{_page(access)}/feed"
        answer = self.http.send("POST", url, token=_token(access), form=json.loads(frozen), create=True)
        if meaning_of(self, "create", answer) is AnswerClass.OK:
            return _posted(str(answer.get("id") or answer.get("post_id")))
        raise self.refusal("create", answer, *access.secrets.values())

    def find(self, frozen: str, access: Access, *, since: datetime) -> Posted | None:
        """Read the Page's feed back to `since`, for the very same words."""
        wanted = json.loads(frozen)["message"]
        for post in self._feed(access, since - _SLACK):
            if same_words(str(post.get("message", "")), wanted):
                return _posted(str(post["id"]))
        return None

    def delete(self, remote_id: str, access: Access) -> None:
        """Delete the post; none there is no error."""
        answer = self.http.send("DELETE", f"{_root(access)}/{remote_id}", token=_token(access), create=True)
        self.expect("delete", answer, access, AnswerClass.NOT_FOUND)

    def _upload(self, image: Attachment, access: Access) -> str:
        one = self.fitted(image, access)
        answer = self.http.send(
            "POST",
            f"{_root(access)}/{_page(access)}/photos",
            token=_token(access),
            form={"published": "false", "alt_text_custom": one.alt},
            files={"source": (one.name, one.data, one.kind)},
        )
        if meaning_of(self, "media", answer) is AnswerClass.OK and answer.word("id"):
            return answer.word("id")
        raise self.refusal("media", answer, *access.secrets.values())

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
        return self.expect("read", answer, access)


_STRANGE = Text(
    fr="Facebook n’a pas montré les posts de la Page. On réessaiera.",
    en="Facebook did not show the Page's posts. It will be tried again.",
)
_NO_PAGE = Text(
    fr="Facebook : vous ne gérez pas la Page « {page} », ou ne l’avez pas cochée. Vous gérez : {managed}.",
    en="Facebook: you do not manage the Page “{page}”, or did not tick it. You manage: {managed}.",
)
_AGAIN = Text(
    fr="Facebook : cette Page n’est pas reliée ; reliez-la avec son propre jeton.",
    en="Facebook: this Page is not connected; connect it with its own token.",
)


def _root(access: Access) -> str:
    return f"{access.host}/{VERSION}"


def _token(access: Access) -> Secret:
    return require(access, "access", _AGAIN)


def _page(access: Access) -> str:
    if "id" not in access.details:
        raise AuthorizationExpired(_AGAIN)
    return access.details["id"]


def _posted(remote_id: str) -> Posted:
    page, _, post = remote_id.partition("_")
    return Posted(remote_id=remote_id, url=f"https://www.facebook.com/{page}/posts/{post or page}")
