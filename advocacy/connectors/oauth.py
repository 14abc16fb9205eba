"""What the networks' ways of OAuth 2 share: tokens in an answer, whose they are, and taking them back."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from advocacy.clock import Clock, utc_now
from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import Access, Connector, Secret
from advocacy.connectors.consent import App
from advocacy.connectors.http import HttpClient
from advocacy.connectors.refusals import excerpt, meaning_of
from advocacy.errors import AuthorizationExpired, ConfigurationError, OutcomeUnknown, Rejected, TryLater
from advocacy.language import Text

_EARLY = timedelta(minutes=5)


def with_tokens(connector: Connector, access: Access, answer: Answer, *quoted: Secret | None) -> Access:
    """`access` with the tokens that the network has just given, and when they end.

    Args:
        connector: Who asked.
        access: What is known of the account so far.
        answer: The network's answer to the question for tokens.
        quoted: Secrets that were sent, so that no error repeats them.

    Raises:
        ConnectorError: There are none in it.
    """
    if meaning_of(connector, "token", answer) is not AnswerClass.OK or not answer.word("access_token"):
        sent = [*access.secrets.values(), *(each for each in quoted if each)]
        error = connector.refusal("token", answer, *sent)
        if isinstance(error, OutcomeUnknown) or answer.is_2xx:
            raise TryLater(_UNCLEAR.format(network=connector.title, said=excerpt(answer, sent)))
        raise error
    given = {"access": answer.word("access_token"), "refresh": answer.word("refresh_token")}
    secrets = {name: Secret(value) for name, value in given.items() if value}
    details = {**access.details, **_ends(answer, connector.clock())}
    return replace(access, secrets={**access.secrets, **secrets}, details=details)


def _ends(answer: Answer, now: datetime) -> dict[str, str]:
    """When the token ends, and when the person must agree again, where the answer tells."""
    lasts, renews = answer.get("expires_in"), answer.get("refresh_token_expires_in")
    told = {"ends": lasts, "consent_ends": renews if answer.word("refresh_token") else lasts}
    if answer.word("refresh_token") and not renews:
        del told["consent_ends"]
    return {
        name: (now + timedelta(seconds=seconds)).isoformat()
        for name, seconds in told.items()
        if isinstance(seconds, int) and not isinstance(seconds, bool)
    }


def ends_soon(access: Access, now: datetime, early: timedelta = _EARLY) -> bool:
    """Whether the token ends within `early`; one that does not say never does."""
    ends = access.details.get("ends")
    return ends is not None and datetime.fromisoformat(ends) - early <= now


def require_own(network: str, account: str, username: str) -> None:
    """Refuse a consent for somebody else's account: we would post under their name.

    Raises:
        Rejected: `account` names another one than `username`.
    """
    expected = account.lstrip("@").partition("@")[0]
    if username and expected and expected.casefold() != username.casefold():
        raise Rejected(_NOT_OWN.format(network=network, it=username, expected=expected))


def require_same(network: str, access: Access, who: str) -> None:
    """Refuse a token for another account than the one that `access` was connected for.

    Where a network tells an account by a number, its name does not tell whose a token is.

    Raises:
        Rejected: `access` is known by another id than `who`.
    """
    if access.details.get("id", who) != who:
        raise Rejected(_NOT_OWN.format(network=network, it=who, expected=access.account))


def require(access: Access, name: str, text: Text) -> Secret:
    """The secret called `name`.

    Raises:
        AuthorizationExpired: There is none, for the reason that `text` gives.
    """
    if name not in access.secrets:
        raise AuthorizationExpired(text)
    return access.secrets[name]


def required(network: str, client_id: str, client_secret: Secret | None) -> App:
    """The app by which we ask.

    Raises:
        ConfigurationError: It is not set up.
    """
    if not client_id or client_secret is None:
        raise ConfigurationError(_NO_APP.format(network=network))
    return App(client_id=client_id, client_secret=client_secret)


class AppConnector(Connector):
    """A connector that asks for consent as one app of ours.

    Args:
        client_id: Of the app that asks for consent.
        client_secret: Its secret; only needed to ask for consent.
        login: Where consent is asked, by default the network's own address.
        http: The way out.
        clock: Where the time comes from.
    """

    login: ClassVar[str]

    def __init__(
        self,
        *,
        client_id: str = "",
        client_secret: Secret | None = None,
        login: str = "",
        http: HttpClient | None = None,
        clock: Clock = utc_now,
    ) -> None:
        super().__init__(http=http, clock=clock)
        self._app = (client_id, client_secret)
        self._login = login or type(self).login

    def _client(self) -> App:
        return required(self.title, *self._app)


def in_form(app: App) -> dict[str, str]:
    """How an app says who it is in a form, its secret beside its id."""
    secret = {"client_secret": app.client_secret.reveal()} if app.client_secret else {}
    return {"client_id": app.client_id, **secret}


def as_app(app: App) -> tuple[dict[str, str], dict[str, str]]:
    """How an app says who it is: the fields of the form, and the headers (its secret in the header)."""
    if app.client_secret is None:
        return {"client_id": app.client_id}, {}
    pair = f"{app.client_id}:{app.client_secret.reveal()}".encode()
    return {}, {"Authorization": f"Basic {b64encode(pair).decode()}"}


def revoked(
    connector: Connector,
    url: str,
    tokens: Mapping[str, Secret],
    *,
    form: Mapping[str, str],
    headers: Mapping[str, str] | None = None,
) -> bool:
    """Tell the network to forget `tokens` (RFC 7009), each by its kind; of one it does not know it says yes.

    Raises:
        ConnectorError: It could not be told.
    """
    for kind, token in tokens.items():
        asked = {"token": token.reveal(), "token_type_hint": kind, **form}
        answer = connector.http.send("POST", url, form=asked, headers=headers, create=True)
        if not answer.is_2xx:
            raise connector.refusal("delete", answer, *tokens.values())
    return True


_UNCLEAR = Text(
    fr="{network} n’a pas donné de réponse claire ; aucun accès n’a été obtenu. Recommencez. ({said})",
    en="{network} gave no clear answer; no access was obtained. Begin again. ({said})",
)
_NO_APP = Text(
    fr="{network} : il manque l’application ; donnez client_id et client_secret.",
    en="{network}: the app is missing; give client_id and client_secret.",
)
_NOT_OWN = Text(
    fr="{network} : cet accord est celui de @{it}, et non de @{expected} ; connectez-vous là-bas sous votre "
    "nom, puis recommencez (pour un jeton : donnez le vôtre).",
    en="{network}: this consent is @{it}'s and not @{expected}'s; sign in there under your own name, then "
    "begin again (for a token: give your own).",
)
