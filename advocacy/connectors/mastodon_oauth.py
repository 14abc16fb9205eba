"""Consent on a Mastodon server: an app of ours on each, and tokens that have no end."""

from __future__ import annotations

from advocacy.connectors.base import Access, Connector, Secret
from advocacy.connectors.consent import App, Consent, Question, consent
from advocacy.connectors.oauth import in_form, revoked, with_tokens
from advocacy.errors import ConfigurationError

_NAME = "advocacy"
_SCOPES = "read:accounts read:statuses write:statuses write:media"


def register(connector: Connector, host: str, redirect_uri: str) -> App:
    """An app of ours on the server `host`."""
    asked = {"client_name": _NAME, "redirect_uris": redirect_uri, "scopes": _SCOPES}
    answer = connector.http.send("POST", f"{host}/api/v1/apps", form=asked, create=True)
    secret = Secret(answer.word("client_secret"))
    if not answer.is_2xx or not answer.word("client_id") or not secret.reveal():
        raise connector.refusal("read", answer, secret)
    return App(client_id=answer.word("client_id"), client_secret=secret)


def ask(connector: Connector, host: str, question: Question) -> Consent:
    """Where the person agrees; servers tell what they offer from version 4.3 on, older ones nothing."""
    told = connector.http.send("GET", f"{host}/.well-known/oauth-authorization-server")
    offered = told.get("code_challenge_methods_supported")
    issuer = told.word("issuer") if told.get("authorization_response_iss_parameter_supported") else ""
    return consent(
        f"{host}/oauth/authorize",
        {"client_id": _app(question).client_id, "scope": _SCOPES},
        question,
        pkce=isinstance(offered, list) and "S256" in offered,
        says={"iss": issuer} if issuer else None,
    )


def redeem(connector: Connector, host: str, code: str, consent: Consent) -> Access:
    """The access that the person agreed to, with the app by which it can be taken back."""
    question, app = consent.question, _app(consent.question)
    verifier = consent.secrets.get("verifier")
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": question.redirect_uri}
    proof = {"code_verifier": verifier.reveal()} if verifier else {}
    form = {**asked, **proof, **in_form(app)}
    answer = connector.http.send("POST", f"{host}/oauth/token", form=form, create=True)
    access = Access(
        account=question.account,
        host=question.host,
        secrets={"app": app.client_secret} if app.client_secret else {},
        details={"client_id": app.client_id},
    )
    return with_tokens(connector, access, answer, Secret(code), verifier)


def revoke(connector: Connector, host: str, access: Access) -> bool:
    """Take the token back as the app that got it; False where we do not know which that was."""
    if "app" not in access.secrets or "access" not in access.secrets:
        return False
    app = App(client_id=access.details.get("client_id", ""), client_secret=access.secrets["app"])
    tokens = {"access_token": access.secrets["access"]}
    return revoked(connector, f"{host}/oauth/revoke", tokens, form=in_form(app))


def _app(question: Question) -> App:
    if question.app is None:
        raise ConfigurationError(
            fr="Mastodon : aucune application n’est enregistrée sur ce serveur.",
            en="Mastodon: no app is registered with this server.",
        )
    return question.app
