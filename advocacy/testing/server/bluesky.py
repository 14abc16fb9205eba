"""A fake Bluesky: one server that is a PDS and an app view, with a real PDS's answers."""

from __future__ import annotations

import json
import secrets
from base64 import b32encode, urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Secret
from advocacy.testing.relay import Answer
from advocacy.testing.server.bluesky_repository import (
    LARGEST_UPLOAD,
    POST,
    THEIRS,
    Account,
    Refused,
    check,
    named,
    store,
    uri_of,
)
from advocacy.testing.server.network import Call, FakeMedia, FakeNetwork, FakePost, reply, route

_SESSION = timedelta(hours=2)


class FakeBluesky(FakeNetwork):
    """Sessions that rotate and end; records under chosen keys, with ``swapRecord`` as on the real one."""

    name = "bluesky"
    creates = r"POST /xrpc/com\.atproto\.repo\.(put|create)Record"
    uploads = r"POST /xrpc/com\.atproto\.repo\.uploadBlob"

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self._accounts_by_did: dict[str, Account] = {}
        super().__init__(clock=clock)

    def settings(self) -> dict[str, Any]:
        """The app view is this server too."""
        return {**super().settings(), "app_view": self.url}

    def add_account(self, handle: str) -> Access:
        """An account with an app password and an open session."""
        handle, did = _full(handle), _did(handle)
        with self.lock:
            account = self._accounts_by_did.setdefault(did, Account(did, handle, secrets.token_urlsafe(12)))
            if not account.access:
                self._open(account)
        tokens = {"password": account.password, "access": account.access, "refresh": account.refresh}
        return Access(
            account=handle,
            host=self.url,
            secrets={name: Secret(value) for name, value in tokens.items()},
            details={"did": did, "handle": handle, "ends": (self.clock() + _SESSION).isoformat()},
        )

    def expire_sessions(self) -> None:
        """End every access token now; refresh tokens stay good."""
        with self.lock:
            for account in self._accounts_by_did.values():
                account.expired.add(account.access)

    def posts(self) -> list[FakePost]:
        """Every post, oldest first."""
        with self.lock:
            found = [
                FakePost(
                    account=account.handle,
                    remote_id=key,
                    url=f"https://bsky.app/profile/{account.handle}/post/{key}",
                    text=record.value["text"],
                    at=record.value["createdAt"],
                    counts={ours: record.counts[theirs] for ours, theirs in THEIRS.items()},
                )
                for account in self._accounts_by_did.values()
                for (collection, key), record in account.records.items()
                if collection == POST
            ]
        return sorted(found, key=lambda post: post.at)

    def media(self, remote_id: str) -> list[FakeMedia]:
        """The images of a post, and the picture on its card."""
        with self.lock:
            found = (
                (account, account.records.get((POST, remote_id)))
                for account in self._accounts_by_did.values()
            )
            account, record = next((account, record) for account, record in found if record is not None)
            found_there = named(record.value.get("embed") or {})
            return [
                FakeMedia(data=account.blobs[blob["ref"]["$link"]], alt=alt) for blob, alt, _ in found_there
            ]

    def forget_media(self) -> None:
        """Collect every blob, as a server does with those that no record names soon enough."""
        with self.lock:
            for account in self._accounts_by_did.values():
                account.blobs.clear()

    def engage(self, remote_id: str, **counts: int) -> None:
        """Set a post's counts."""
        with self.lock:
            for account in self._accounts_by_did.values():
                if record := account.records.get((POST, remote_id)):
                    record.counts.update({THEIRS[name]: count for name, count in counts.items()})

    def follow(self, handle: str, *followers: str, hidden: bool = False) -> None:
        """Let these people follow an account; `hidden`: it is shown to those who are signed in only."""
        with self.lock:
            account = self._accounts_by_did[_did(handle)]
            account.followers += followers
            account.shy = hidden

    @route("POST", "/xrpc/com.atproto.server.createSession")
    def _create_session(self, call: Call) -> Answer:
        asked = call.body
        with self.lock:
            for account in self._accounts_by_did.values():
                named = asked.get("identifier") in {account.did, account.handle}
                if named and asked.get("password") == account.password:
                    return self._open(account)
        return Refused(401, "AuthenticationRequired", "Invalid identifier or password").answer

    @route("POST", "/xrpc/com.atproto.server.refreshSession")
    def _refresh_session(self, call: Call) -> Answer:
        with self.lock:
            for account in self._accounts_by_did.values():
                if call.token and call.token == account.refresh:
                    return self._open(account)
        return Refused(400, "ExpiredToken", "Token has been revoked").answer

    @route("POST", "/xrpc/com.atproto.repo.putRecord")
    def _put_record(self, call: Call) -> Answer:
        return self._write(call, must_be_new=False)

    @route("POST", "/xrpc/com.atproto.repo.createRecord")
    def _create_record(self, call: Call) -> Answer:
        return self._write(call, must_be_new=True)

    @route("POST", "/xrpc/com.atproto.repo.uploadBlob")
    def _upload_blob(self, call: Call) -> Answer:
        try:
            account = self._owner(call)
        except Refused as refused:
            return refused.answer
        kind = call.headers.get("content-type", "")
        link = "bafkrei" + b32encode(sha256(call.raw).digest()).decode().lower().rstrip("=")
        if len(call.raw) > LARGEST_UPLOAD:
            return Refused(413, "PayloadTooLarge", "request entity too large").answer
        with self.lock:
            account.blobs[link] = call.raw
        blob = {"$type": "blob", "ref": {"$link": link}, "mimeType": kind, "size": len(call.raw)}
        return reply(200, {"blob": blob})

    @route("POST", "/xrpc/com.atproto.repo.deleteRecord")
    def _delete_record(self, call: Call) -> Answer:
        try:
            account, asked = self._owner(call), call.body
        except Refused as refused:
            return refused.answer
        with self.lock:
            account.records.pop((asked["collection"], asked["rkey"]), None)
        return reply(200, {})

    @route("GET", "/xrpc/com.atproto.repo.getRecord")
    def _get_record(self, call: Call) -> Answer:
        account, key = self._accounts_by_did.get(call.one("repo")), call.one("rkey")
        record = account.records.get((call.one("collection"), key)) if account else None
        if account is None or record is None:
            return Refused(400, "RecordNotFound", f"Could not locate record: {key}").answer
        uri = uri_of(account.did, call.one("collection"), key)
        return reply(200, {"uri": uri, "cid": record.cid, "value": record.value})

    @route("GET", "/xrpc/com.atproto.repo.listRecords")
    def _list_records(self, call: Call) -> Answer:
        account, collection = self._accounts_by_did.get(call.one("repo")), call.one("collection")
        kept = account.records if account else {}
        found = [
            {"uri": uri_of(call.one("repo"), collection, key), "cid": record.cid, "value": record.value}
            for (kind, key), record in sorted(kept.items(), reverse=True)
            if kind == collection and (not call.one("cursor") or key < call.one("cursor"))
        ][: int(call.one("limit", "50"))]
        cursor = {"cursor": str(found[-1]["uri"]).rpartition("/")[2]} if found else {}
        return reply(200, {"records": found, **cursor})

    @route("GET", "/xrpc/app.bsky.feed.getPosts")
    def _get_posts(self, call: Call) -> Answer:
        found = []
        for uri in call.query.get("uris", []):
            did, _, path = uri.removeprefix("at://").partition("/")
            account = self._accounts_by_did.get(did)
            if account and (record := account.records.get((POST, path.rpartition("/")[2]))):
                found.append({"uri": uri, "cid": record.cid, "record": record.value, **record.counts})
        return reply(200, {"posts": found})

    @route("GET", "/xrpc/app.bsky.graph.getFollowers")
    def _get_followers(self, call: Call) -> Answer:
        actor, size = call.one("actor"), min(int(call.one("limit", "50")), 100)
        account = self._accounts_by_did.get(actor if actor.startswith("did:") else _did(actor))
        if account is None:
            return Refused(400, "InvalidRequest", "Profile not found").answer
        start = int(call.one("cursor", "0"))
        page = account.followers[start : start + size]
        labels = [{"src": account.did, "val": "!no-unauthenticated"}] if account.shy else []
        told = {
            "subject": {"did": account.did, "handle": account.handle, "labels": labels},
            "followers": [{"did": _did(each), "handle": _full(each)} for each in page],
        }
        more = {"cursor": str(start + size)} if start + size < len(account.followers) else {}
        return reply(200, {**told, **more})

    def _open(self, account: Account) -> Answer:
        """A new session; the tokens of the one before are no longer good for renewing."""
        account.access, account.refresh = self._token("access"), self._token("refresh")
        told = {"did": account.did, "handle": account.handle, "active": True}
        return reply(200, {**told, "accessJwt": account.access, "refreshJwt": account.refresh})

    def _token(self, scope: str) -> str:
        ends = int((self.clock() + _SESSION).timestamp())
        claims = {"scope": scope, "exp": ends, "jti": secrets.token_hex(8)}
        parts = (json.dumps({"typ": "at+jwt"}), json.dumps(claims), secrets.token_hex(16))
        return ".".join(urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)

    def _owner(self, call: Call) -> Account:
        if not call.token:
            raise Refused(401, "AuthMissing", "Authentication Required")
        with self.lock:
            for account in self._accounts_by_did.values():
                if call.token in account.expired:
                    raise Refused(400, "ExpiredToken", "Token has expired")
                if call.token == account.access:
                    return account
        raise Refused(400, "InvalidToken", "Token could not be verified")

    def _write(self, call: Call, *, must_be_new: bool) -> Answer:
        try:
            account, asked = self._owner(call), call.body
            check(account, asked)
        except Refused as refused:
            return refused.answer
        with self.lock:
            return store(account, asked, must_be_new=must_be_new)


def _full(handle: str) -> str:
    return handle if "." in handle else f"{handle}.test"


def _did(handle: str) -> str:
    return "did:plc:" + b32encode(sha256(_full(handle).encode()).digest()).decode().lower()[:24]
