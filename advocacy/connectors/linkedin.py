"""LinkedIn: posts of members, by its versioned API."""

from __future__ import annotations

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
from advocacy.connectors.consent import Consent
from advocacy.connectors.hand_off import Dialog
from advocacy.connectors.http import HttpClient, Method, exact
from advocacy.connectors.linkedin_answers import URN, meaning, named_post, throttled
from advocacy.connectors.linkedin_post import post
from advocacy.connectors.linkedin_version import VERSION, checked, ending
from advocacy.connectors.refusals import meaning_of
from advocacy.connectors.text import utf16_length
from advocacy.errors import AuthorizationExpired, ConfigurationError, OutcomeUnknown
from advocacy.language import Text

if TYPE_CHECKING:
    from advocacy.connectors.linkedin_oauth import Authentication

API = "https://api.linkedin.com"
POST = ("openid", "profile", "w_member_social")
METRICS = ("r_member_postAnalytics",)
"""Granted to another app: the product that reads counts must be alone on its own."""

_LANDED = timedelta(seconds=20)
_REMEMBERED = timedelta(minutes=8)
"""Duplicates are refused for about ten minutes; two of them are left for clocks and slow requests."""
_EARLY = timedelta(minutes=5)
_COUNTS = {
    "IMPRESSION": "impressions",
    "MEMBERS_REACHED": "unique_reach",
    "REACTION": "likes",
    "COMMENT": "replies",
    "RESHARE": "reposts",
}
_KINDS = {"share": "share", "ugcPost": "ugc"}


class LinkedIn(Connector):
    """The same post again within minutes is refused, and the refusal names the first one.

    Args:
        version: The version of the API, a month such as ``202609``.
        client_id: Of the app that asks for consent.
        client_secret: Its secret; only needed to ask for consent and to renew.
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
        metrics=tuple(_COUNTS.values()),
        metrics_purpose="metrics",
        can_delete=True,
    )
    dialog = Dialog(
        with_link="https://www.linkedin.com/sharing/share-offsite/?url={link}",
        without_link="https://www.linkedin.com/feed/?shareActive=true&text={text}",
        takes_text=False,
        post_hosts=("www.linkedin.com", "linkedin.com"),
        post_paths={
            r"/feed/update/(urn:li:(?:share|ugcPost|activity):\d+)": r"\1",
            r"/posts/[\w%.-]*?[_-](activity|share|ugcPost)-(\d+)[\w-]*": r"urn:li:\1:\2",
        },
    )

    text_length = staticmethod(utf16_length)

    def __init__(
        self,
        *,
        version: str = VERSION,
        client_id: str = "",
        client_secret: Secret | None = None,
        login: str = "https://www.linkedin.com",
        http: HttpClient | None = None,
        clock: Clock = utc_now,
    ) -> None:
        super().__init__(http=http, clock=clock)
        self.version = checked(version)
        self._app = (client_id, client_secret)
        self._login = login

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:
        """By status, then by the codes that the answer names."""
        return meaning(op, answer)

    @staticmethod
    def host_of(account: str) -> str:  # noqa: ARG004 - all of them live in one place
        """Where all accounts live."""
        return API

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
        named = URN.fullmatch(outgoing.reshares)
        if not outgoing.reshares or (named and ":activity:" not in named[0]):
            return found
        return (*found, _NO_RESHARE.format(given=outgoing.reshares))

    def consent(self, redirect_uri: str, permissions: tuple[str, ...] = POST) -> Consent:
        """Where the person agrees that we post for them (`POST`), or read the counts (`METRICS`)."""
        asked = self._authentication(redirect_uri, permissions)
        return Consent(url=asked.authorization_url, state=asked.state)

    def redeem(self, code: str, redirect_uri: str, *, host: str = API) -> Access:
        """The access that the person agreed to, for the code that they came back with."""
        from advocacy.connectors.linkedin_oauth import Application  # noqa: PLC0415 - heavy: on first use

        asked = self._authentication(redirect_uri)
        asked.authorization_code = code  # pyright: ignore[reportAttributeAccessIssue]  # the parent has no types
        access = self._granted(Access(account="", host=host, secrets={}), asked.get_access_token())
        who = Application(asked, http=self.http, headers=self._headers(), api=host).get_profile()
        details = {**access.details, **({"id": who.word("sub")} if who.word("sub") else {})}
        return replace(access, account=who.word("name"), details=details)

    def identify(self, access: Access) -> Access:
        """Whose token it is; it becomes the author of their posts."""
        answer = self._call("GET", access, "/v2/userinfo")
        if meaning_of(self, "read", answer) is not AnswerClass.OK or not answer.word("sub"):
            raise self.refusal("read", answer, *access.secrets.values())
        return replace(access, details={**access.details, "id": answer.word("sub")})

    def renew_needed(self, access: Access, *, now: datetime) -> bool:
        """Whether the token ends within minutes and there is one to renew it with (approved apps only)."""
        ends = access.details.get("ends")
        return bool("refresh" in access.secrets and ends and datetime.fromisoformat(ends) - _EARLY <= now)

    def renew(self, access: Access, *, now: datetime) -> Access:  # noqa: ARG002 - the clock is ours
        """A new token for the refresh token; without one the person must agree again."""
        if "refresh" not in access.secrets:
            raise AuthorizationExpired(_AGAIN)
        return self._granted(access, self._authentication("").refresh(access.secrets["refresh"]))

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:  # noqa: ARG002
        """The post; it has no key: LinkedIn tells it by its content."""
        if "id" not in access.details:
            raise AuthorizationExpired(_AGAIN)
        return exact(post(outgoing, f"urn:li:person:{access.details['id']}"))

    def publish(self, frozen: str, access: Access) -> Posted:
        """Post it; a duplicate that is refused names the first one."""
        answer = self._call("POST", access, "/rest/posts", body=frozen, create=True)
        said, urn = meaning_of(self, "create", answer), named_post(answer)
        if said is AnswerClass.OK and urn:
            return _posted(urn)
        error = self.refusal("create", answer, *access.secrets.values())
        if said is AnswerClass.ALREADY_PUBLISHED and urn:
            raise OutcomeUnknown(error.text, named=_posted(urn))
        raise error

    def metrics(self, remote_ids: Sequence[str], access: Access) -> Mapping[str, Mapping[str, int]]:
        """Counts by the grant for `METRICS`, five calls a post; what LinkedIn has no data for is absent."""
        found: dict[str, Mapping[str, int]] = {}
        for remote_id in remote_ids:
            if URN.fullmatch(remote_id) and (kind := _KINDS.get(remote_id.split(":")[2])):
                counts = {ours: self._count(kind, remote_id, name, access) for name, ours in _COUNTS.items()}
                if not any(isinstance(count, _Gone) for count in counts.values()):
                    found[remote_id] = {name: n for name, n in counts.items() if isinstance(n, int)}
        return found

    def delete(self, remote_id: str, access: Access) -> None:
        """Delete the post; LinkedIn says yes again when it is gone."""
        path, headers = f"/rest/posts/{quote(remote_id, safe='')}", {"X-RestLi-Method": "DELETE"}
        answer = self._call("DELETE", access, path, headers=headers, create=True)
        if meaning_of(self, "delete", answer) not in {AnswerClass.OK, AnswerClass.NOT_FOUND}:
            raise self.refusal("delete", answer, *access.secrets.values())

    def _count(self, kind: str, urn: str, name: str, access: Access) -> int | _Gone | None:
        """The parentheses and colons of the query are LinkedIn's own and must stay as they are."""
        entity = f"({kind}:{quote(urn, safe='')})"
        query = f"q=entity&entity={entity}&queryType={name}&aggregation=TOTAL"
        answer = self._call("GET", access, f"/rest/memberCreatorPostAnalytics?{query}")
        said = meaning_of(self, "read", answer)
        if said is AnswerClass.NOT_FOUND:
            return _Gone()
        if said is not AnswerClass.OK:
            raise self.refusal("read", answer, *access.secrets.values())
        elements = answer.get("elements")
        first = elements[0] if isinstance(elements, list) and elements else {}
        count = first.get("count") if isinstance(first, dict) else None
        return count if isinstance(count, int) else None

    def _call(
        self,
        method: Method,
        access: Access,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> Answer:
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

    def _authentication(self, redirect_uri: str, permissions: tuple[str, ...] = ()) -> Authentication:
        from advocacy.connectors.linkedin_oauth import Authentication  # noqa: PLC0415 - heavy: on first use

        key, secret = self._app
        if not key or secret is None:
            raise ConfigurationError(_NO_APP)
        return Authentication(key, secret, redirect_uri, permissions, http=self.http, login=self._login)

    def _granted(self, access: Access, answer: Answer) -> Access:
        if meaning_of(self, "token", answer) is not AnswerClass.OK:
            ours = [self._app[1]] if self._app[1] else []
            raise self.refusal("token", answer, *access.secrets.values(), *ours)
        given = {"access": answer.word("access_token"), "refresh": answer.word("refresh_token")}
        secrets = {name: Secret(value) for name, value in given.items() if value}
        lasts = answer.get("expires_in")
        ends = self.clock() + timedelta(seconds=lasts if isinstance(lasts, int) else 0)
        details = {**access.details, "ends": ends.isoformat()}
        return replace(access, secrets={**access.secrets, **secrets}, details=details)


class _Gone:
    """What stands for the count of a post that is no longer there."""


_NO_RESHARE = Text(
    fr="LinkedIn ne repartage pas « {given} » : donnez l’identifiant urn:li:share:… ou urn:li:ugcPost:….",
    en="LinkedIn cannot reshare “{given}”: give the id urn:li:share:… or urn:li:ugcPost:….",
)
_AGAIN = Text(
    fr="LinkedIn : ce compte n’est pas relié, ou l’accord a pris fin ; reliez-le à nouveau.",
    en="LinkedIn: this account is not connected, or the consent has ended; connect it again.",
)
_NO_APP = Text(
    fr="LinkedIn : il manque l’application ; donnez client_id et client_secret.",
    en="LinkedIn: the app is missing; give client_id and client_secret.",
)


def _posted(urn: str) -> Posted:
    return Posted(remote_id=urn, url=f"https://www.linkedin.com/feed/update/{urn}/")
