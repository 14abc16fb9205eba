"""Bluesky: posts are records in the person's own repository, under a key that we choose."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

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
from advocacy.connectors.bluesky_answers import LIMITS, meaning, whose
from advocacy.connectors.bluesky_identity import DIRECTORY
from advocacy.connectors.bluesky_oauth import Asker
from advocacy.connectors.bluesky_public import COUNTS, counts, followers
from advocacy.connectors.bluesky_record import COLLECTION, embed_of, named_post, quoting, record
from advocacy.connectors.bluesky_session import ENTRY, NO_SESSION, closed, login, method_url, owner, renewed
from advocacy.connectors.consent import POST, Consent, Question
from advocacy.connectors.followers import Followers
from advocacy.connectors.hand_off import Dialog
from advocacy.connectors.http import HttpClient, exact
from advocacy.connectors.media import Attachment, MediaRules
from advocacy.connectors.refusals import meaning_of
from advocacy.connectors.text import graphemes
from advocacy.connectors.tid import tid
from advocacy.errors import AuthorizationExpired, ConnectorError
from advocacy.language import Text

_LONGEST = 300
_LONGEST_BYTES = 3000
_LARGEST_BLOB = 976_000
"""Bytes of an image: servers take 2 MB since 2026, older ones less than 1 MB."""
_EARLY = timedelta(minutes=2)
_GET_RECORD = "com.atproto.repo.getRecord"


class Bluesky(Connector):
    """Sending the same record again changes nothing, at any time: the key and the bytes are frozen.

    Args:
        app_view: Where public counts are read from.
        client_id: The address of the document that describes our app; without it only people on this
            machine can be asked for their consent.
        client_secret: The private key that our app proves itself with (P-256, in PEM), so that consents last.
        resolver: Who is asked for the account behind a handle; `app_view` by default.
        directory: Who is asked for the papers of an account.
        http: The way out.
        clock: Where the time comes from.
    """

    name = "bluesky"
    title = "Bluesky"
    capabilities = Capabilities(
        lane=Lane.TOKEN,
        retry=(Retry(RetryKind.IDEMPOTENT),),
        max_length=_LONGEST,
        metrics=tuple(COUNTS.values()),
        limits=LIMITS,
        can_delete=True,
        standing_consent=True,
        media=MediaRules(images=4, largest=_LARGEST_BLOB, largest_card=_LARGEST_BLOB, alt=2000),
        reshares=True,
        follower_pages=50,
    )
    dialog = Dialog(
        with_link="https://bsky.app/intent/compose?text={text}",
        without_link="https://bsky.app/intent/compose?text={text}",
        post_hosts=("bsky.app",),
        profile="https://bsky.app/profile/{account}",
        post_paths={r"/profile/[\w.:%-]+/post/([\w.~:-]{1,64})": r"\1"},
    )

    secret_name = "password"  # noqa: S105 - what it is called: an app password
    text_length = staticmethod(graphemes)
    home = ENTRY
    purposes = (POST,)
    leaves_at = "https://bsky.app/settings/app-passwords"

    def __init__(
        self,
        *,
        app_view: str = "https://public.api.bsky.app",
        client_id: str = "",
        client_secret: Secret | None = None,
        resolver: str = "",
        directory: str = DIRECTORY,
        http: HttpClient | None = None,
        clock: Clock = utc_now,
    ) -> None:
        super().__init__(http=http, clock=clock)
        self._app_view = app_view.rstrip("/")
        where = (resolver or app_view).rstrip("/")
        self._asker = Asker(
            self, client_id=client_id, key=client_secret, resolver=where, directory=directory.rstrip("/")
        )

    def kept_at(self, access: Access) -> str:
        """With the account: it keeps its posts on whichever server it lives."""
        return access.details.get("did", "")

    def told_to_wait(self, answer: Answer) -> tuple[datetime | None, Scope]:
        """Until when, and whether a server holds it against our address."""
        return super().told_to_wait(answer)[0], whose(answer)

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:
        """By the name in ``error``; the status says little (an expired token is a 400)."""
        return meaning(op, answer)

    def problems(self, outgoing: Outgoing, access: Access | None = None) -> Sequence[Text]:
        """Besides the length, a limit in bytes that only many emoji reach; and what can be quoted."""
        found = super().problems(outgoing, access)
        if outgoing.reshares and named_post(outgoing.reshares) is None:
            found = (*found, _NO_POST.format(given=outgoing.reshares))
        size = len(outgoing.text.encode())
        if found or size <= _LONGEST_BYTES:
            return found
        return (_TOO_MANY_BYTES.format(size=size, most=_LONGEST_BYTES),)

    def client_metadata(self, redirect_uri: str, *, name: str) -> Mapping[str, object]:
        """The document to be served at `client_id`."""
        return self._asker.metadata(redirect_uri, name=name)

    def consent(self, question: Question) -> Consent:
        """Where the person agrees: on the page of their own account's authorization server."""
        return self._asker.consent(question)

    def redeem(self, code: str, consent: Consent) -> Access:
        """Tokens bound to a key of this very grant, for the account that was asked for."""
        return self._asker.redeem(code, consent)

    def revoke(self, access: Access) -> bool:
        """Take the tokens back, or end the session; an app password is its person's to delete."""
        return self._asker.revoke(access) if "dpop" in access.secrets else closed(self, access)

    def identify(self, access: Access) -> Access:
        """Open a session with the app password; it tells who the account is, as a consent did already."""
        return access if "dpop" in access.secrets else login(self, access)

    def renew_needed(self, access: Access, *, now: datetime) -> bool:
        """Whether there is no session yet, or it ends within two minutes."""
        if "access" not in access.secrets or "did" not in access.details:
            return True
        ends = access.details.get("ends")
        return ends is not None and datetime.fromisoformat(ends) - _EARLY <= now

    def renew(self, access: Access, *, now: datetime) -> Access:  # noqa: ARG002 - the server knows
        """Renew the tokens (the refresh token is good once), or open a new session."""
        return self._asker.renew(access) if "dpop" in access.secrets else renewed(self, access)

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:
        """The record and its key, once its images are on the server.

        Both stay as they are: another record under this key would be an edit.
        """
        repo = owner(access)
        embed = self._quote(outgoing.reshares, access) if outgoing.reshares else None
        if embed is None:
            embed = embed_of(outgoing, lambda image: self._upload(image, access))
        return exact(
            {
                "repo": repo,
                "collection": COLLECTION,
                "rkey": tid(now),
                "validate": True,
                "swapRecord": None,
                "record": record(outgoing, now, embed),
            }
        )

    def publish(self, frozen: str, access: Access) -> Posted:
        """Put the record where there is none; the same one again is the same post."""
        answer = self._call(access, "com.atproto.repo.putRecord", body=frozen, create=True)
        said = meaning_of(self, "putRecord", answer)
        if said is AnswerClass.OK:
            return self._posted(json.loads(frozen)["rkey"], access)
        if said is AnswerClass.ALREADY_EXISTS and (posted := self._look(json.loads(frozen), access)):
            return posted
        raise self._renewable(self.refusal("putRecord", answer, *access.secrets.values()), access)

    def find(self, frozen: str, access: Access, *, since: datetime) -> Posted | None:  # noqa: ARG002
        """Ask the repository for our key; its word is certain, no listing lags here."""
        return self._look(json.loads(frozen), access)

    def metrics(self, remote_ids: Sequence[str], access: Access) -> Mapping[str, Mapping[str, int]]:
        """Public counts, without a token; posts that are gone are left out by the network."""
        uris = {f"at://{owner(access)}/{COLLECTION}/{key}": key for key in remote_ids}
        found = counts(self, self._app_view, list(uris))
        return {uris[uri]: counted for uri, counted in found.items() if uri in uris}

    def followers(self, access: Access, *, after: str = "") -> Followers | None:
        """A page of the public list, without a token."""
        return followers(self, self._app_view, access, after)

    def delete(self, remote_id: str, access: Access) -> None:
        """Delete the record; deleting it again is no error on the network either."""
        record = {"repo": owner(access), "collection": COLLECTION, "rkey": remote_id}
        answer = self._call(access, "com.atproto.repo.deleteRecord", body=exact(record), create=True)
        if not self._is_ok("delete", answer):
            raise self._renewable(self.refusal("delete", answer, *access.secrets.values()), access)

    @staticmethod
    def _renewable(error: ConnectorError, access: Access) -> ConnectorError:
        """Any refused session can be renewed while we have the app password, or a token for that."""
        can_renew = "password" in access.secrets or {"dpop", "refresh"} <= access.secrets.keys()
        if isinstance(error, AuthorizationExpired) and can_renew:
            return AuthorizationExpired(error.text, refreshable=True)
        return error

    def _upload(self, image: Attachment, access: Access) -> Mapping[str, Any]:
        """The same bytes have the same name, so that uploading them again changes nothing."""
        image, method = self.fitted(image), "com.atproto.repo.uploadBlob"
        headers = {"Content-Type": image.kind}
        answer = self._call(access, method, body=image.data, headers=headers)
        blob = answer.get("blob")
        if self._is_ok("media", answer) and isinstance(blob, dict):
            return blob
        raise self._renewable(self.refusal("media", answer, *access.secrets.values()), access)

    def _quote(self, given: str, access: Access) -> Mapping[str, Any]:
        """The post named by `given`, which the person's own server finds wherever it lives."""
        repo, key = named_post(given) or ("", "")
        params = {"repo": repo, "collection": COLLECTION, "rkey": key}
        answer = self.http.send("GET", method_url(access.host, _GET_RECORD), params=params)
        if not self._is_ok("getRecord", answer):
            raise self.refusal("getRecord", answer)
        return quoting(answer.word("uri"), answer.word("cid"))

    def _look(self, put: Mapping[str, Any], access: Access) -> Posted | None:
        """The post under the key of `put`, where it is that very record."""
        params = {name: put[name] for name in ("repo", "collection", "rkey")}
        answer = self.http.send("GET", method_url(access.host, _GET_RECORD), params=params)
        said = meaning_of(self, "getRecord", answer)
        if said is AnswerClass.NOT_FOUND:
            return None
        if said is not AnswerClass.OK:
            raise self.refusal("getRecord", answer)
        return self._posted(put["rkey"], access) if answer.get("value") == put["record"] else None

    def _posted(self, key: str, access: Access) -> Posted:
        who = access.details.get("handle") or access.account
        return Posted(remote_id=key, url=f"https://bsky.app/profile/{who}/post/{key}")

    def _call(self, access: Access, method: str, **request: Any) -> Answer:
        """Call a method with the token, and with the proof that it is ours where it is bound to a key."""
        url, token = method_url(access.host, method), _token(access)
        if key := access.secrets.get("dpop"):
            return self._asker.dpop.send("POST", url, key=key, token=token, **request)
        return self.http.send("POST", url, token=token, **request)

    def _is_ok(self, op: str, answer: Answer) -> bool:
        return meaning_of(self, op, answer) is AnswerClass.OK


_TOO_MANY_BYTES = Text(
    fr="Trop d’emoji ou de signes : {size} octets pour {most} permis.",
    en="Too many emoji or signs: {size} bytes of {most} allowed.",
)
_NO_POST = Text(
    fr="Bluesky ne trouve pas de post sous « {given} » : donnez son adresse sur bsky.app.",
    en="Bluesky has no post “{given}”: give its address on bsky.app.",
)


def _token(access: Access) -> Secret:
    if "access" not in access.secrets:
        raise AuthorizationExpired(NO_SESSION, refreshable=True)
    return access.secrets["access"]
