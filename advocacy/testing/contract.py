"""What every connector owes the publisher, as tests to inherit: prove a new network with these first."""

# ruff: noqa: S101, D102 - these are tests: assert is what they do, and their names say what is owed
from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from advocacy.connectors.base import Access, Connector, Posted, RetryKind
from advocacy.errors import AuthorizationExpired, ConnectorError, OutcomeUnknown, Rejected, TryLater
from advocacy.testing.fault import Fault
from advocacy.testing.followers_contract import FollowersContract
from advocacy.testing.media_contract import MediaContract
from advocacy.testing.owed import GARBAGE, no_finalizers, outgoing, raised
from advocacy.testing.peer import NOW, Peer
from advocacy.testing.relay import Request


class ConnectorContract(MediaContract, FollowersContract):
    """Inherit, and give a fixture `peer`: pytest then runs what every connector owes.

    What a network cannot do by its `capabilities` is not asked of it. Class attributes say what a network's
    refusals look like where they are not plain 401 and 429.
    """

    unauthorized: Fault = Fault.answer(401, body=b'{"error":"The access token is invalid"}')
    throttled: Fault = Fault.answer(429, headers={"Retry-After": "30"}, body=b'{"error":"Too many requests"}')

    accepting: frozenset[int] = frozenset()
    """Statuses by which alone the network says yes, whatever stands in the body."""
    secret_in_address = False
    """Whether the network wants its secret in the path (webhooks); it is still in no log or error."""

    def test_frozen_is_json_and_differs_by_its_key_alone(self, peer: Peer) -> None:
        access = peer.access()
        first, second = (json.loads(peer.connector.freeze(outgoing(), access, now=NOW)) for _ in range(2))
        different = [path for path, value in _leaves(first) if dict(_leaves(second)).get(path) != value]
        assert len(different) <= 1, f"besides the key, these are not the same: {different}"

    def test_publishes_what_was_frozen(self, peer: Peer) -> None:
        access, posted, frozen = self._publish(peer)
        assert posted.remote_id
        assert posted.url.startswith(("https://", "http://"))
        assert peer.count(access) == 1
        assert outgoing().text in frozen

    def test_sends_the_same_bytes_at_every_attempt(self, peer: Peer) -> None:
        access = peer.access()
        frozen = _frozen(peer, access)
        peer.proxy.strike(Fault.lose_request(), times=2)
        for _ in range(2):
            raised(OutcomeUnknown, lambda: peer.connector.publish(frozen, access))
        first, second = peer.proxy.creates
        assert first.body == second.body
        assert _keys(first) == _keys(second)

    def test_sends_a_create_once_and_by_itself(self, peer: Peer) -> None:
        self._publish(peer)
        (create,) = peer.proxy.creates
        assert dict(create.headers).get("Connection", "").lower() == "close"

    def test_sending_again_gives_one_post_where_it_is_idempotent(self, peer: Peer) -> None:
        access, posted, frozen = self._publish(peer)
        kinds = {retry.kind for retry in peer.connector.capabilities_for(access).retry}
        if RetryKind.IDEMPOTENT not in kinds:
            return
        assert peer.connector.publish(frozen, access) == posted
        assert peer.count(access) == 1

    def test_a_lost_answer_is_an_unknown_outcome(self, peer: Peer) -> None:
        access = peer.access()
        frozen = _frozen(peer, access)
        peer.proxy.strike(Fault.lose_answer())
        raised(OutcomeUnknown, lambda: peer.connector.publish(frozen, access))
        assert peer.count(access) == 1

    def test_a_lost_request_is_an_unknown_outcome_too(self, peer: Peer) -> None:
        access = peer.access()
        frozen = _frozen(peer, access)
        peer.proxy.strike(Fault.lose_request())
        raised(OutcomeUnknown, lambda: peer.connector.publish(frozen, access))
        assert peer.count(access) == 0

    def test_an_answer_cut_short_is_an_unknown_outcome(self, peer: Peer) -> None:
        access = peer.access()
        frozen = _frozen(peer, access)
        peer.proxy.strike(Fault.truncate())
        raised(OutcomeUnknown, lambda: peer.connector.publish(frozen, access))

    def test_what_nobody_understands_is_an_unknown_outcome(self, peer: Peer) -> None:
        access = peer.access()
        frozen = _frozen(peer, access)
        with no_finalizers():
            for status in {200, 201, 302, 500, 502, 503, 504} - self.accepting:
                for body in GARBAGE:
                    peer.proxy.strike(Fault.answer(status, body=body))
                    raised(OutcomeUnknown, lambda: peer.connector.publish(frozen, access))

    def test_a_refused_connection_sent_nothing(self, peer: Peer) -> None:
        access = peer.access()
        frozen = _frozen(peer, access)
        with peer.proxy.refusing():
            raised(TryLater, lambda: peer.connector.publish(frozen, access))
        assert peer.count(access) == 0

    def test_a_refused_token_is_told(self, peer: Peer) -> None:
        access = peer.access()
        frozen = _frozen(peer, access)
        peer.proxy.strike(self.unauthorized)
        raised(AuthorizationExpired, lambda: peer.connector.publish(frozen, access))

    def test_a_wrong_token_is_refused_by_the_server(self, peer: Peer) -> None:
        access = peer.access()
        wrong = {name: type(secret)("wrong-" + secret.reveal()) for name, secret in access.secrets.items()}
        frozen = _frozen(peer, access)
        raised(AuthorizationExpired, lambda: peer.connector.publish(frozen, replace(access, secrets=wrong)))
        assert peer.count(access) == 0

    def test_a_token_for_somebody_elses_account_is_refused(self, peer: Peer) -> None:
        if peer.connector.capabilities.nudges:  # a channel belongs to nobody
            return
        ada, ben = peer.access(), peer.access()
        taken = replace(ada, secrets=ben.secrets)
        assert peer.connector.identify(ada).account == ada.account
        raised((Rejected, AuthorizationExpired), lambda: peer.connector.identify(taken))

    def test_being_told_to_wait_says_until_when(self, peer: Peer) -> None:
        access = peer.access()
        frozen = _frozen(peer, access)
        peer.proxy.strike(self.throttled)
        told = raised(TryLater, lambda: peer.connector.publish(frozen, access))
        assert told.until == NOW + timedelta(seconds=30)
        assert told.scope in {"member", "app"}

    def test_what_is_too_long_is_told_before_and_refused_after(self, peer: Peer) -> None:
        access = peer.access()
        limit = peer.connector.capabilities_for(access).max_length
        if limit is None:
            return
        fits, over = outgoing("a" * limit, link=""), outgoing("a" * (limit + 1), link="")
        assert not peer.connector.problems(fits, access)
        assert peer.connector.problems(over, access)
        freeze, publish = peer.connector.freeze, peer.connector.publish
        raised(Rejected, lambda: publish(freeze(over, access, now=NOW), access))
        assert peer.count(access) == 0

    def test_an_empty_text_is_told_before(self, peer: Peer) -> None:
        assert peer.connector.problems(outgoing(" \n", link=""))

    def test_finds_what_is_there_and_nothing_else(self, peer: Peer) -> None:
        if type(peer.connector).find is Connector.find:
            return
        access, posted, frozen = self._publish(peer)
        since = datetime.now(UTC) - timedelta(minutes=1)
        another = peer.connector.freeze(
            outgoing("Another thing", link="https://acme.example/z"), access, now=NOW
        )
        assert peer.connector.find(frozen, access, since=since) == posted
        assert peer.connector.find(another, access, since=since) is None

    def test_a_count_that_is_not_given_is_absent(self, peer: Peer) -> None:
        if not (peer.connector.capabilities.metrics and peer.behind.counts_are_public):
            return
        access, posted, _ = self._publish(peer)
        told = peer.connector.metrics([posted.remote_id, _NOBODY], access)
        assert set(told) == {posted.remote_id}
        assert set(told[posted.remote_id]) <= set(peer.connector.capabilities.metrics)

    def test_deleting_twice_is_no_error(self, peer: Peer) -> None:
        if not peer.connector.capabilities.can_delete:
            return
        access, posted, _ = self._publish(peer)
        peer.connector.delete(posted.remote_id, access)
        peer.connector.delete(posted.remote_id, access)
        assert peer.count(access) == 0

    def test_a_token_shows_itself_nowhere(self, peer: Peer) -> None:
        access = peer.access()
        with _written() as written:
            written.append(frozen := _frozen(peer, access))
            for fault in (Fault.lose_request(), *_echoes(access), self.unauthorized, self.throttled):
                peer.proxy.strike(fault)
                error = raised(ConnectorError, lambda: peer.connector.publish(frozen, access))
                written.extend(_everything(error))
            with peer.proxy.refusing():
                error = raised(ConnectorError, lambda: peer.connector.publish(frozen, access))
            written.extend((*_everything(error), repr(access), str(access), repr(peer.connector.__dict__)))
        if not self.secret_in_address:
            written.extend(request.path for request in peer.proxy.seen)
        for secret in access.secrets.values():
            assert not [text for text in written if secret.reveal() in text]

    def _publish(self, peer: Peer) -> tuple[Access, Posted, str]:
        access = peer.access()
        frozen = _frozen(peer, access)
        return access, peer.connector.publish(frozen, access), frozen


_NOBODY = "3l2222222222a"


def _frozen(peer: Peer, access: Access) -> str:
    return peer.connector.freeze(outgoing(), access, now=NOW)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}")
    else:
        yield path, value


def _keys(request: Request) -> list[str]:
    return [value for name, value in request.headers if name.lower() == "idempotency-key"]


def _echoes(access: Access) -> Iterator[Fault]:
    """Refusals that quote the token back."""
    for secret in access.secrets.values():
        token = secret.reveal()
        body = json.dumps({"error": f"refused {token}", "message": f"Bearer {token}", "access_token": token})
        yield Fault.answer(401, body=body.encode())
        yield Fault.answer(500, body=f"<html>{token}</html>".encode())


def _everything(error: BaseException) -> list[str]:
    """All that can be printed of an error and of what it was caused by."""
    texts = [str(error), repr(error), "".join(traceback.format_exception(error))]
    return [*texts, error.text.fr] if isinstance(error, ConnectorError) else texts


@contextmanager
def _written() -> Iterator[list[str]]:
    """Everything that is logged meanwhile, by whichever library, at the lowest level."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.extend((record.getMessage(), repr(record.args)))

    root, keep = logging.getLogger(), Keep(level=logging.DEBUG)
    level = root.level
    root.addHandler(keep)
    root.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        root.removeHandler(keep)
        root.setLevel(level)
