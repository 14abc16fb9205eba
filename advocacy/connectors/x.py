"""X (API v2), where every request is paid for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from advocacy.clock import Clock, utc_now
from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import (
    Access,
    Capabilities,
    Lane,
    Outgoing,
    Posted,
    Retry,
    RetryKind,
    Scope,
    Secret,
)
from advocacy.connectors.consent import POST, App, Consent, Question, consent
from advocacy.connectors.hand_off import Dialog
from advocacy.connectors.http import HttpClient, exact
from advocacy.connectors.media import shown_in
from advocacy.connectors.oauth import AppConnector, as_app, ends_soon, require_own, revoked, with_tokens
from advocacy.connectors.refusals import meaning_of
from advocacy.connectors.weighted import LINK, links, weighted_length
from advocacy.connectors.x_answers import LIMITS, meaning, throttled
from advocacy.connectors.x_media import RULES, upload
from advocacy.connectors.x_posts import counts, plain, posted, posts_in, written
from advocacy.errors import AuthorizationExpired, ConfigurationError
from advocacy.language import Text

if TYPE_CHECKING:
    from advocacy.connectors.x_client import XClient

API = "https://api.x.com"
_SCOPES = "tweet.read tweet.write users.read media.write offline.access"
_SLACK = timedelta(minutes=1)
"""How far X's clock may be behind ours; and how long its timeline may lag."""
_DESCRIBED = Decimal("0.005")
"""US dollars for the text of one image."""
_PAGES = 5
_BATCH = 100
_COUNTS = {
    "impression_count": "impressions",
    "like_count": "likes",
    "retweet_count": "reposts",
    "reply_count": "replies",
    "quote_count": "quotes",
    "bookmark_count": "bookmarks",
}


class X(AppConnector):
    """A duplicate is refused without a name, so a lost post is looked up on the person's timeline.

    Args:
        paid_partnership: Whether posts are marked as a paid partnership.
        price: What X charges for a post, in US dollars.
        price_with_link: What it charges for a post with a link.
        ceiling: The most that one post may cost; None is no limit.
        client_id: Of the app that asks for consent.
        client_secret: Its secret; None for a public client.
        login: Where consent is asked.
        http: The way out.
        clock: Where the time comes from.
    """

    name = "x"
    title = "X"
    capabilities = Capabilities(
        lane=Lane.TOKEN,
        retry=(Retry(RetryKind.FINDABLE, _SLACK),),
        max_length=280,
        link_length=LINK,
        metrics=tuple(_COUNTS.values()),
        limits=LIMITS,
        counts_a_day=10,  # each look at a post costs $0.005 (X's price list of 2026)
        can_delete=True,
        rewardable=False,
        media=RULES,
    )
    dialog = Dialog(
        with_link="https://x.com/intent/tweet?text={text}&url={link}",
        without_link="https://x.com/intent/tweet?text={text}",
        post_hosts=("x.com", "www.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com"),
        profile="https://x.com/{user}",
        post_paths={r"/(?:i/(?:web/)?|\w{1,15}/)status(?:es)?/(\d{1,20})": r"\1"},
    )

    text_length = staticmethod(weighted_length)
    home = API
    login = "https://x.com"
    purposes = (POST,)
    leaves_at = "https://x.com/settings/connected_apps"

    def __init__(
        self,
        *,
        paid_partnership: bool = False,
        price: float = 0.015,
        price_with_link: float = 0.20,
        ceiling: float | None = None,
        client_id: str = "",
        client_secret: Secret | None = None,
        login: str = "",
        http: HttpClient | None = None,
        clock: Clock = utc_now,
    ) -> None:
        super().__init__(
            client_id=client_id, client_secret=client_secret, login=login, http=http, clock=clock
        )
        self._paid = paid_partnership
        self._prices = (Decimal(str(price)), Decimal(str(price_with_link)))
        self._ceiling = None if ceiling is None else Decimal(str(ceiling))

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:
        """By the problem's type, then its title, number and words."""
        return meaning(op, answer)

    def cost(self, outgoing: Outgoing) -> Decimal:
        """What X charges for this post, in US dollars: a link makes it dearer, an image’s text too.

        >>> X().cost(Outgoing(share="s", text="See https://example.com", language="en"))
        Decimal('0.2')
        """
        price = self._prices[any(True for _ in links(outgoing.text))]
        images = len(shown_in(outgoing))
        return price + _DESCRIBED * images if images else price

    def told_to_wait(self, answer: Answer) -> tuple[datetime | None, Scope]:
        """Until when, and whether the app's own day is used up."""
        return throttled(answer, self.clock())

    def problems(self, outgoing: Outgoing, access: Access | None = None) -> Sequence[Text]:
        """Besides the length, a cost above the ceiling."""
        found, cost = super().problems(outgoing, access), self.cost(outgoing)
        if self._ceiling is None or cost <= self._ceiling:
            return found
        return (*found, _TOO_DEAR.format(cost=cost, ceiling=self._ceiling))

    def consent(self, question: Question) -> Consent:
        """Where the person agrees that we post for them."""
        asked = {"client_id": self._client().client_id, "scope": _SCOPES}
        return consent(f"{self._login}/i/oauth2/authorize", asked, question)

    def redeem(self, code: str, consent: Consent) -> Access:
        """The access that the person agreed to; the code lives for half a minute."""
        question, verifier = consent.question, consent.secrets["verifier"]
        access = Access(account=question.account, host=question.host or API, secrets={})
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": question.redirect_uri}
        return self._granted(access, {**asked, "code_verifier": verifier.reveal()}, Secret(code), verifier)

    def revoke(self, access: Access) -> bool:
        """Take both tokens back."""
        form, headers = as_app(self._client())
        hints = {"refresh_token": "refresh", "access_token": "access"}
        tokens = {kind: access.secrets[name] for kind, name in hints.items() if name in access.secrets}
        return revoked(self, f"{access.host}/2/oauth2/revoke", tokens, form=form, headers=headers)

    def identify(self, access: Access) -> Access:
        """Whose token it is (a paid request; X is asked once)."""
        answer: Any = self._api(access).get_me(user_auth=False)
        who, name = answer.word("data", "id"), answer.word("data", "username")
        if meaning_of(self, "read", answer) is not AnswerClass.OK or not who:
            raise self.refusal("read", answer, *access.secrets.values())
        require_own(self.title, access.account, name)
        return replace(
            access, account=access.account or name, details={**access.details, "id": who, "username": name}
        )

    def renew_needed(self, access: Access, *, now: datetime) -> bool:
        """Whether the token ends within minutes; it lasts two hours."""
        return "refresh" in access.secrets and ends_soon(access, now)

    def renew(self, access: Access, *, now: datetime) -> Access:  # noqa: ARG002 - the clock is ours
        """A new pair of tokens; the refresh token that is used up here is good for nothing afterwards."""
        if "refresh" not in access.secrets:
            raise AuthorizationExpired(_AGAIN)
        token = access.secrets["refresh"].reveal()
        return self._granted(access, {"grant_type": "refresh_token", "refresh_token": token})

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:  # noqa: ARG002
        """The post, once its images are uploaded; it has no key."""
        post: dict[str, Any] = {"text": outgoing.text}
        if images := [upload(self, image, access) for image in shown_in(outgoing)]:
            post["media"] = {"media_ids": images}
        return exact({**post, **({"paid_partnership": True} if self._paid else {})})

    def publish(self, frozen: str, access: Access) -> Posted:
        """Post it, once."""
        answer = self._api(access).post(frozen)
        if meaning_of(self, "create", answer) is AnswerClass.OK:
            return posted(str(answer.get("data", "id")), access)
        raise self.refusal("create", answer, *access.secrets.values())

    def find(self, frozen: str, access: Access, *, since: datetime) -> Posted | None:
        """Read the person's timeline back to `since`; links are compared by where they lead."""
        wanted = plain(json.loads(frozen)["text"])
        for post in self._timeline(access, since - _SLACK):
            if plain(written(post)) == wanted:
                return posted(str(post["id"]), access)
        return None

    def metrics(self, remote_ids: Sequence[str], access: Access) -> Mapping[str, Mapping[str, int]]:
        """Public counts; posts that are gone are left out."""
        ids = [each for each in remote_ids if each.isascii() and each.isdecimal()]
        found: dict[str, Mapping[str, int]] = {}
        for start in range(0, len(ids), _BATCH):
            asked = ids[start : start + _BATCH]
            answer: Any = self._api(access).get_tweets(asked, tweet_fields=["public_metrics"])
            self.expect("read", answer, access, AnswerClass.NOT_FOUND)
            found |= {str(post["id"]): counts(post, _COUNTS) for post in posts_in(answer)}
        return found

    def delete(self, remote_id: str, access: Access) -> None:
        """Delete the post; none there is no error."""
        answer: Any = self._api(access).delete_tweet(remote_id, user_auth=False)
        self.expect("delete", answer, access, AnswerClass.NOT_FOUND)

    def _timeline(self, access: Access, since: datetime) -> Iterator[Mapping[str, Any]]:
        who = access.details.get("id") or self.identify(access).details["id"]
        asked: dict[str, Any] = {"start_time": since, "max_results": _BATCH, "exclude": "retweets"}
        asked["tweet_fields"] = ["created_at", "entities"]
        for _ in range(_PAGES):
            answer: Any = self._api(access).get_users_tweets(who, **asked)
            self.expect("read", answer, access)
            yield from posts_in(answer)
            if not (further := answer.word("meta", "next_token")):
                return
            asked["pagination_token"] = further

    def send(self, access: Access, path: str, **request: Any) -> Answer:
        """What tweepy has no call for, such as uploads: one request, once."""
        return self.http.send("POST", f"{access.host}{path}", token=_token(access), create=True, **request)

    def _api(self, access: Access) -> XClient:
        from advocacy.connectors.x_client import XClient  # noqa: PLC0415 - heavy: imported on first use

        return XClient(_token(access), http=self.http, host=access.host)

    def _client(self) -> App:
        key, secret = self._app
        if not key:
            raise ConfigurationError(
                fr="X : il manque l’application ; donnez client_id.",
                en="X: the app is missing; give client_id.",
            )
        return App(client_id=key, client_secret=secret)

    def _granted(self, access: Access, asked: Mapping[str, str], *sent: Secret) -> Access:
        """Ask for tokens as the app: with its secret where it has one, else by its name."""
        form, headers = as_app(self._client())
        url = f"{access.host}/2/oauth2/token"
        answer = self.http.send("POST", url, form={**asked, **form}, headers=headers, create=True)
        return with_tokens(self, access, answer, self._app[1], *sent)


_AGAIN = Text(
    fr="X : ce compte n’est pas relié, ou l’accord a pris fin ; reliez-le à nouveau.",
    en="X: this account is not connected, or the consent has ended; connect it again.",
)
_TOO_DEAR = Text(
    fr="Ce post coûterait {cost} $, le plafond est de {ceiling} $ : sans lien, ou par la fenêtre de X.",
    en="This post would cost ${cost}, the ceiling is ${ceiling}: leave out the link, or use X's own dialog.",
)


def _token(access: Access) -> Secret:
    if "access" not in access.secrets:
        raise AuthorizationExpired(_AGAIN, refreshable="refresh" in access.secrets)
    return access.secrets["access"]
