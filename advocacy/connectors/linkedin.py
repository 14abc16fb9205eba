"""LinkedIn: posts of members, by its versioned API."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from advocacy.clock import Clock, utc_now
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
from advocacy.connectors.consent import METRICS, POST, Consent, Question
from advocacy.connectors.hand_off import Dialog
from advocacy.connectors.http import HttpClient, Method, exact
from advocacy.connectors.linkedin_answers import LIMITS, is_at_work, meaning, named_post, throttled
from advocacy.connectors.linkedin_counts import COUNTS, counts_of
from advocacy.connectors.linkedin_media import RULES, content_of, upload
from advocacy.connectors.linkedin_post import passed_on, post
from advocacy.connectors.linkedin_version import VERSION, checked, ending
from advocacy.connectors.oauth import ends_soon, require, require_same, with_tokens
from advocacy.connectors.refusals import meaning_of
from advocacy.connectors.text import utf16_length
from advocacy.errors import AuthorizationExpired, ConfigurationError, MediaLost, OutcomeUnknown, TryLater
from advocacy.language import Text

if TYPE_CHECKING:
    from advocacy.connectors.linkedin_oauth import Authentication

API = "https://api.linkedin.com"
SCOPES = {POST: ("openid", "profile", "w_member_social"), METRICS: ("r_member_postAnalytics",)}
"""What each purpose asks for; the second is granted to another app: the product that reads counts must be
alone on its own, and does not tell whose token it is."""

_LANDED = timedelta(seconds=20)
_REMEMBERED = timedelta(minutes=8)
"""Duplicates are refused for about ten minutes; two of them are left for clocks and slow requests."""


class LinkedIn(Connector):
    """The same post again within minutes is refused, and the refusal names the first one.

    Args:
        version: The version of the API, a month such as ``202609``.
        client_id: Of the app that asks for consent to post.
        client_secret: Its secret; only needed to ask for consent and to renew.
        metrics_client_id: Of the other app, that asks for consent to read counts.
        metrics_client_secret: Its secret.
        login: Where consent is asked.
        http: The way out.
        clock: Where the time comes from.
    """

    name = "linkedin"
    title = "LinkedIn"
    capabilities = Capabilities(
        lane=Lane.TOKEN,
        retry=(
            Retry(RetryKind.REFUSED_AS_DUPLICATE, _LANDED, _REMEMBERED),
            Retry(RetryKind.UNSAFE, _REMEMBERED),
        ),
        max_length=3000,
        cut_off=210,
        metrics=tuple(COUNTS.values()),
        metrics_purpose="metrics",
        media=RULES,
        reshares=True,
        limits=LIMITS,
        counts_a_day=20,  # 100 calls a member, five of them a post
        can_delete=True,
    )
    dialog = Dialog(
        with_link="https://www.linkedin.com/sharing/share-offsite/?url={link}",
        without_link="https://www.linkedin.com/feed/?shareActive=true&text={text}",
        takes_text=False,
        post_hosts=("www.linkedin.com", "linkedin.com"),
        profile="https://www.linkedin.com/in/me/recent-activity/all/",
        post_paths={
            r"/feed/update/(urn:li:(?:share|ugcPost|activity):\d+)": r"\1",
            r"/posts/[\w%.-]*?[_-](activity|share|ugcPost)-(\d+)[\w-]*": r"urn:li:\1:\2",
        },
    )

    text_length = staticmethod(utf16_length)
    home = API
    purposes = (POST, METRICS)
    waits: tuple[float, ...] = (1, 3, 5)
    """Seconds before LinkedIn is asked again about a token that it has just given and does not know yet."""
    leaves_at = "https://www.linkedin.com/mypreferences/d/data-sharing-for-permitted-services"

    def __init__(
        self,
        *,
        version: str = VERSION,
        client_id: str = "",
        client_secret: Secret | None = None,
        metrics_client_id: str = "",
        metrics_client_secret: Secret | None = None,
        login: str = "https://www.linkedin.com",
        http: HttpClient | None = None,
        clock: Clock = utc_now,
    ) -> None:
        super().__init__(http=http, clock=clock)
        self.version = checked(version)
        self._apps = {
            POST: (client_id, client_secret),
            METRICS: (metrics_client_id, metrics_client_secret),
        }
        self._login = login

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:
        """By status, then by the codes that the answer names."""
        return meaning(op, answer)

    def told_to_wait(self, answer: Answer) -> tuple[datetime | None, Scope]:
        """A header where there is one (LinkedIn sends none), else what the words say."""
        until, scope = throttled(answer, self.clock())
        return super().told_to_wait(answer)[0] or until, scope

    def warnings(self, *, now: datetime) -> Sequence[Text]:
        """From ten months after its month on, that the version will be switched off."""
        told = ending(self.version, now)
        return () if told is None else (told,)

    def problems(self, outgoing: Outgoing, access: Access | None = None) -> Sequence[Text]:
        """Besides the length, what can be passed on: LinkedIn takes the id of a share, not of an activity."""
        found = super().problems(outgoing, access)
        if not outgoing.reshares or passed_on(outgoing.reshares):
            return found
        return (*found, _NO_RESHARE.format(given=outgoing.reshares))

    def consent(self, question: Question) -> Consent:
        """Where the person agrees that we post for them, or read the counts: an app and a page for each."""
        asked = self._authentication(question.purpose, question.redirect_uri)
        return Consent(url=asked.authorization_url, state=asked.state, question=question)

    def redeem(self, code: str, consent: Consent) -> Access:
        """The access that the person agreed to, for the code that they came back with."""
        question = consent.question
        asked = self._authentication(question.purpose, question.redirect_uri)
        asked.authorization_code = code  # pyright: ignore[reportAttributeAccessIssue]  # the parent has no types
        access = Access(
            account=question.account,
            host=question.host or API,
            secrets={},
            details={} if question.purpose == POST else {"purpose": question.purpose},
        )
        return self._granted(access, asked.get_access_token(), Secret(code))

    def identify(self, access: Access) -> Access:
        """Whose token it is; it becomes the author of their posts."""
        if _purpose(access) != POST:
            return access  # that app may not ask
        answer = self._who(access)
        for seconds in self.waits:
            if answer.status == 401:  # noqa: PLR2004 - not authorized: a new token may not be known everywhere
                time.sleep(seconds)
                answer = self._who(access)
        if meaning_of(self, "read", answer) is not AnswerClass.OK or not answer.word("sub"):
            raise self.refusal("read", answer, *access.secrets.values())
        require_same(self.title, access, answer.word("sub"))
        details = {**access.details, "id": answer.word("sub")}
        return replace(access, account=access.account or answer.word("name"), details=details)

    def _who(self, access: Access) -> Answer:
        from advocacy.connectors.linkedin_oauth import Application  # noqa: PLC0415 - heavy: on first use

        token = require(access, "access", _AGAIN)
        application = Application(token=token, http=self.http, headers=self._headers(), api=access.host)
        return application.get_profile()

    def renew_needed(self, access: Access, *, now: datetime) -> bool:
        """Whether the token ends within minutes and there is one to renew it with (approved apps only)."""
        return "refresh" in access.secrets and ends_soon(access, now)

    def renew(self, access: Access, *, now: datetime) -> Access:  # noqa: ARG002 - the clock is ours
        """A new token for the refresh token; without one the person must agree again."""
        token = require(access, "refresh", _AGAIN)
        return self._granted(access, self._authentication(_purpose(access)).refresh(token))

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:  # noqa: ARG002
        """The post, once its images are uploaded; it has no key: LinkedIn tells it by its content."""
        if "id" not in access.details:
            raise AuthorizationExpired(_AGAIN)
        author = f"urn:li:person:{access.details['id']}"
        if outgoing.reshares:
            return exact(post(outgoing, author))
        return exact(post(outgoing, author, content_of(outgoing, lambda one: upload(self, one, access))))

    def publish(self, frozen: str, access: Access) -> Posted:
        """Post it; a duplicate that is refused names the first one."""
        answer = self.call("POST", access, "/rest/posts", body=frozen, create=True)
        said, urn = meaning_of(self, "create", answer), named_post(answer)
        if said is AnswerClass.OK and urn:
            return _posted(urn)
        error = self.refusal("create", answer, *access.secrets.values())
        if said is AnswerClass.ALREADY_PUBLISHED and urn:
            raise OutcomeUnknown(error.text, named=_posted(urn))
        if isinstance(error, MediaLost) and is_at_work(answer):
            raise TryLater(error.text)
        raise error

    def metrics(self, remote_ids: Sequence[str], access: Access) -> Mapping[str, Mapping[str, int]]:
        """Counts by the grant for `METRICS`, five calls a post; what LinkedIn has no data for is absent."""
        told = {remote_id: counts_of(self, remote_id, access) for remote_id in remote_ids}
        return {remote_id: counts for remote_id, counts in told.items() if counts is not None}

    def delete(self, remote_id: str, access: Access) -> None:
        """Delete the post; LinkedIn says yes again when it is gone."""
        path, headers = f"/rest/posts/{quote(remote_id, safe='')}", {"X-RestLi-Method": "DELETE"}
        answer = self.call("DELETE", access, path, headers=headers, create=True)
        self.expect("delete", answer, access, AnswerClass.NOT_FOUND)

    def call(
        self,
        method: Method,
        access: Access,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> Answer:
        """Ask LinkedIn in the person's name."""
        if "access" not in access.secrets:
            raise AuthorizationExpired(_AGAIN)
        return self.http.send(
            method,
            f"{access.host}{path}",
            token=access.secrets["access"],
            headers={**self._headers(), **(headers or {})},
            **request,
        )

    def _headers(self) -> dict[str, str]:
        return {"LinkedIn-Version": self.version, "X-Restli-Protocol-Version": "2.0.0"}

    def _authentication(self, purpose: str, redirect_uri: str = "") -> Authentication:
        from advocacy.connectors.linkedin_oauth import Authentication  # noqa: PLC0415 - heavy: on first use

        key, secret = self._apps[purpose]
        if not key or secret is None:
            raise ConfigurationError(_NO_APP[purpose])
        return Authentication(key, secret, redirect_uri, SCOPES[purpose], http=self.http, login=self._login)

    def _granted(self, access: Access, answer: Answer, *sent: Secret) -> Access:
        return with_tokens(self, access, answer, *(secret for _, secret in self._apps.values()), *sent)


_NO_RESHARE = Text(
    fr="LinkedIn ne repartage pas « {given} » : donnez l’identifiant urn:li:share:… ou urn:li:ugcPost:….",
    en="LinkedIn cannot reshare “{given}”: give the id urn:li:share:… or urn:li:ugcPost:….",
)
_AGAIN = Text(
    fr="LinkedIn : ce compte n’est pas relié, ou l’accord a pris fin ; reliez-le à nouveau.",
    en="LinkedIn: this account is not connected, or the consent has ended; connect it again.",
)
_NO_APP = {
    POST: Text(
        fr="LinkedIn : il manque l’application ; donnez client_id et client_secret.",
        en="LinkedIn: the app is missing; give client_id and client_secret.",
    ),
    METRICS: Text(
        fr="LinkedIn : il manque l’application qui lit les chiffres ; donnez metrics_client_id et "
        "metrics_client_secret.",
        en="LinkedIn: the app that reads counts is missing; give metrics_client_id and "
        "metrics_client_secret.",
    ),
}


def _purpose(access: Access) -> str:
    """For which app it is; one that does not say is for posting."""
    return access.details.get("purpose", POST)


def _posted(urn: str) -> Posted:
    return Posted(remote_id=urn, url=f"https://www.linkedin.com/feed/update/{urn}/")
