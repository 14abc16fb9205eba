"""Asking a person's consent in their browser, and what comes back with them.

begin ──▶ the network's page ──▶ complete ──▶ a grant
  │ state, session: hashes; secrets: sealed; ten minutes
  └──────── used once, by the same browser, with the answer of the same server, or not at all
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Connector, Secret
from advocacy.connectors.consent import App, Consent, Question, with_query
from advocacy.errors import (
    ConfigurationError,
    ConsentMissing,
    InvalidInput,
    Mistake,
    NetworkOnHold,
    NotAllowed,
    Rejected,
)
from advocacy.language import Text
from advocacy.storage import Store, consents
from advocacy.storage.consents import SealedApp, SealedConsent

if TYPE_CHECKING:
    from advocacy.vault import Vault

LIVES = timedelta(minutes=10)
"""How long a person may take to agree."""
_SHORTEST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What a person has just agreed to, not yet kept."""

    advocate: str
    network: str
    purpose: str
    access: Access


class Consents:
    """The consents that are being asked for."""

    def __init__(self, store: Store, vault: Callable[[], Vault], *, clock: Clock = utc_now) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock

    def begin(self, advocate: str, connector: Connector, question: Question, *, session: str) -> str:
        """Where to send the person; `session` is a secret of their browser's session with us.

        Raises:
            InvalidInput: `session` is too short to be a secret.
            Rejected: the network asks for no such consent.
            ConfigurationError: our app is not set up.
            ConnectorError: the network could not be asked.
        """
        if len(session) < _SHORTEST:
            raise InvalidInput(Mistake(field="session", message=_SHORT))
        if question.purpose not in connector.purposes:
            raise Rejected(_NOT_ASKED.format(network=connector.title, purpose=question.purpose))
        asked = connector.consent(self._as_app(connector, question))
        now = self._clock()
        sealed = SealedConsent(
            state=_hashed(asked.state),
            session=_hashed(session),
            advocate=advocate,
            network=connector.name,
            purpose=question.purpose,
            asked=_plain(asked),
            secrets=self._vault().seal({name: each.reveal() for name, each in _secrets(asked).items()}),
            expires_at=now + LIVES,
        )
        with self._store.begin() as tx:
            consents.ask(tx, sealed, now=now)
        return asked.url

    def complete(
        self, params: Mapping[str, str], *, session: str, connector: Callable[[str], Connector]
    ) -> Agreed:
        """What the person agreed to, by the parameters that they came back with.

        Raises:
            NotAllowed: it is no answer that this browser waits for: used up, too old, or another server's.
            ConsentMissing: the person did not agree.
            ConfigurationError: the network refuses our app.
            ConnectorError: the network does not honour the code.
        """
        sealed = self._taken(params.get("state", ""), session)
        asked = self._opened(sealed)
        _require_same_server(params, asked)
        if "error" in params:
            raise _refused(connector(sealed.network).title, params["error"])
        code = params.get("code", "").removesuffix("#_")
        if not code:
            raise NotAllowed(_UNAWAITED)
        access = self._redeemed(connector(sealed.network), code, asked)
        return Agreed(advocate=sealed.advocate, network=sealed.network, purpose=sealed.purpose, access=access)

    def _redeemed(self, connector: Connector, code: str, asked: Consent) -> Access:
        """The access; a server that has forgotten our app is told of it again the next time."""
        try:
            return connector.redeem(code, asked)
        except NetworkOnHold:
            if connector.registers:
                with self._store.begin() as tx:
                    key = (connector.name, asked.question.host, asked.question.redirect_uri)
                    consents.forget_app(tx, *key)
            raise

    def _taken(self, state: str, session: str) -> SealedConsent:
        """The consent that was asked; whoever brings its state uses it up, even from another browser."""
        with self._store.begin() as tx:
            sealed = consents.take(tx, _hashed(state))
        if sealed is None or sealed.expires_at <= self._clock():
            raise NotAllowed(_UNAWAITED)
        if not compare_digest(sealed.session, _hashed(session)):
            raise NotAllowed(_UNAWAITED)
        return sealed

    def _as_app(self, connector: Connector, question: Question) -> Question:
        """`question` as the app that this server knows; registered there when we are not yet.

        Where there are many servers, one of them may be a thief's: each sends people back to an address of
        its own, so that an answer for one is never taken for another's.
        """
        if not connector.registers:
            return question
        here = with_query(question.redirect_uri, {_FROM: urlsplit(question.host).netloc})
        key = (connector.name, question.host, here)
        with self._store.read() as tx:
            kept = consents.app_of(tx, *key)
        if kept is None:
            made = self._sealed_app(key, connector.register(question.host, here))
            with self._store.begin() as tx:
                consents.put_app(tx, made)
                kept = consents.app_of(tx, *key) or made
        return replace(question, redirect_uri=here, app=self._opened_app(kept))

    def _sealed_app(self, key: tuple[str, str, str], app: App) -> SealedApp:
        network, host, redirect_uri = key
        secret = {"client_secret": app.client_secret.reveal()} if app.client_secret else {}
        return SealedApp(
            network=network,
            host=host,
            redirect_uri=redirect_uri,
            client_id=app.client_id,
            secrets=self._vault().seal(secret),
            made_at=self._clock(),
        )

    def _opened_app(self, sealed: SealedApp) -> App:
        secret = self._vault().unseal(sealed.secrets).get("client_secret")
        return App(client_id=sealed.client_id, client_secret=Secret(secret) if secret else None)

    def _opened(self, sealed: SealedConsent) -> Consent:
        kept = {name: Secret(value) for name, value in self._vault().unseal(sealed.secrets).items()}
        named, secret = sealed.asked["question"], kept.pop(_APP_SECRET, None)
        app = App(client_id=named["client_id"], client_secret=secret) if named["client_id"] else None
        question = Question(
            redirect_uri=named["redirect_uri"],
            purpose=sealed.purpose,
            account=named["account"],
            host=named["host"],
            app=app,
        )
        return Consent(
            url=sealed.asked["url"],
            state="",
            question=question,
            secrets=kept,
            details=sealed.asked["details"],
            says=sealed.asked["says"],
        )


_FROM = "from"
_APP_SECRET = "app_secret"  # noqa: S105 - the name of one


def _hashed(word: str) -> str:
    return sha256(word.encode()).hexdigest()


def _secrets(asked: Consent) -> dict[str, Secret]:
    app = asked.question.app
    ours = {_APP_SECRET: app.client_secret} if app and app.client_secret else {}
    return {**asked.secrets, **ours}


def _plain(asked: Consent) -> dict[str, Any]:
    """What may lie in the database as it is; of the address only where it leads, not the state in it."""
    question = asked.question
    return {
        "url": asked.url.partition("?")[0],
        "question": {
            "redirect_uri": question.redirect_uri,
            "account": question.account,
            "host": question.host,
            "client_id": question.app.client_id if question.app else "",
        },
        "details": dict(asked.details),
        "says": dict(asked.says),
    }


def _require_same_server(params: Mapping[str, str], asked: Consent) -> None:
    """Refuse an answer of another server than the one that was asked (RFC 9207, RFC 9700 §4.4)."""
    marks = {**dict(parse_qsl(urlsplit(asked.question.redirect_uri).query)), **asked.says}
    mixed = any(
        not compare_digest(params.get(name, "").encode(), said.encode()) for name, said in marks.items()
    )
    issuer = params.get("iss")
    if issuer is not None and "iss" not in marks:
        mixed = mixed or urlsplit(issuer).hostname != urlsplit(asked.url).hostname
    if mixed:
        raise NotAllowed(_MIXED_UP)


def _refused(network: str, error: str) -> ConsentMissing | ConfigurationError:
    """A person who says no is not an error of ours; the rest is for whoever set up the app."""
    if error in _SAID_NO:
        return ConsentMissing(_NOT_AGREED.format(network=network))
    shown = error if error.replace("_", "").isalnum() and len(error) <= _LONGEST else "?"
    return ConfigurationError(_APP_REFUSED.format(network=network, error=shown))


_LONGEST = 40
_SAID_NO = frozenset(
    {"access_denied", "user_cancelled_login", "user_cancelled_authorize", "consent_required"}
)
_SHORT = Text(
    fr="donnez ce qui lie ceci au navigateur : l’identifiant secret de sa session, 16 signes au moins",
    en="give what binds this to the browser: the secret id of its session, 16 characters or more",
)
_NOT_ASKED = Text(
    fr="{network} ne demande pas d’accord « {purpose} » sur une page à lui : donnez un jeton.",
    en="{network} asks for no “{purpose}” consent on a page of its own: give a token.",
)
_UNAWAITED = Text(
    fr="Cette réponse n’est pas attendue ici : elle a déjà servi, elle est trop vieille, ou elle a été "
    "demandée dans un autre navigateur. Recommencez.",
    en="This answer is not awaited here: it was used already, it is too old, or it was asked for in another "
    "browser. Begin again.",
)
_MIXED_UP = Text(
    fr="Cette réponse vient d’un autre serveur que celui interrogé ; rien n’a été relié. Recommencez.",
    en="This answer comes from another server than the one asked; nothing was connected. Begin again.",
)
_NOT_AGREED = Text(
    fr="Vous n’avez pas donné votre accord à {network} ; rien n’a été relié.",
    en="You did not agree on {network}; nothing was connected.",
)
_APP_REFUSED = Text(
    fr="{network} refuse notre application ({error}) : vérifiez son adresse de retour, ses produits et ses "
    "autorisations.",
    en="{network} refuses our app ({error}): check its redirect address, its products and its permissions.",
)
