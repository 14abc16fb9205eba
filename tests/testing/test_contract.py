"""A contract that no broken connector fails would be worth nothing: each of these must fail it."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import requests

from advocacy.connectors.base import Access, Connector, Posted, Retry, RetryKind
from advocacy.connectors.http import HttpClient
from advocacy.connectors.mastodon import Mastodon
from advocacy.errors import MediaLost, OutcomeUnknown, Rejected, TryLater
from advocacy.testing import Behind, ConnectorContract, Peer
from advocacy.testing.media_contract import camera_picture
from advocacy.testing.server import FakeNetworks

CONTRACT = ConnectorContract()
TESTS = [name for name in dir(ConnectorContract) if name.startswith("test_")]


class TriesAgain(Mastodon):
    """Sends again when the answer is lost, with a new key."""

    def publish(self, frozen: str, access: Access) -> Posted:
        try:
            return super().publish(frozen, access)
        except OutcomeUnknown:
            again = {**json.loads(frozen), "key": str(uuid.uuid4())}
            return super().publish(json.dumps(again), access)


class TakesLostForNotSent(Mastodon):
    def publish(self, frozen: str, access: Access) -> Posted:
        try:
            return super().publish(frozen, access)
        except OutcomeUnknown as error:
            raise TryLater(error.text) from None


class ForgetsTheKey(Mastodon):
    def publish(self, frozen: str, access: Access) -> Posted:
        return super().publish(json.dumps({**json.loads(frozen), "key": str(uuid.uuid4())}), access)


class TokenInTheAddress(Mastodon):
    def publish(self, frozen: str, access: Access) -> Posted:
        token = access.secrets["access"].reveal()
        self.http.send("GET", f"{access.host}/api/v1/instance", params={"access_token": token})
        return super().publish(frozen, access)


class TokenInTheLog(Mastodon):
    def publish(self, frozen: str, access: Access) -> Posted:
        logging.getLogger("mastodon").debug("posting with %s", access.secrets["access"].reveal())
        return super().publish(frozen, access)


class RaisesWhatTheLibraryRaises(Mastodon):
    def publish(self, frozen: str, access: Access) -> Posted:
        answer = requests.post(
            f"{access.host}/api/v1/statuses",
            json=json.loads(frozen)["status"],
            headers={"Authorization": f"Bearer {access.secrets['access'].reveal()}", "Connection": "close"},
            timeout=5,
        )
        return Posted(remote_id=answer.json()["id"], url=answer.json()["url"])


class InventsZeros(Mastodon):
    def metrics(self, remote_ids: Any, access: Access) -> Any:
        return {remote_id: {"likes": 0} for remote_id in remote_ids}


class FindsTheFirstThing(Mastodon):
    def find(self, frozen: str, access: Access, *, since: Any) -> Posted | None:
        status = next(iter(self._statuses(access, since)), None)
        return Posted(remote_id=status["id"], url=status["url"]) if status else None


class ComplainsOfWhatIsGone(Mastodon):
    def delete(self, remote_id: str, access: Access) -> None:
        if not self.metrics([remote_id], access):
            raise Rejected(fr="absent", en="gone")
        super().delete(remote_id, access)


class StampsAnew(Mastodon):
    def freeze(self, outgoing: Any, access: Access, *, now: Any) -> str:
        return json.dumps({**json.loads(super().freeze(outgoing, access, now=now)), "at": str(uuid.uuid4())})


class CountsWrongly(Mastodon):
    @staticmethod
    def text_length(text: str) -> int:
        return len(text) // 2


class ClaimsAKeyItDoesNotSend(Mastodon):
    def publish(self, frozen: str, access: Access) -> Posted:
        return super().publish(json.dumps({**json.loads(frozen), "key": ""}), access)

    def capabilities_for(self, access: Access) -> Any:
        return replace(self.capabilities, retry=(Retry(RetryKind.IDEMPOTENT),))


class LeavesTheTextOut(Mastodon):
    def freeze(self, outgoing: Any, access: Access, *, now: Any) -> str:
        silent = tuple(replace(image, alt="") for image in outgoing.media)
        return super().freeze(replace(outgoing, media=silent), access, now=now)


class SendsTheFileAsItIs(Mastodon):
    def fitted(self, one: Any, access: Access | None = None) -> Any:
        return replace(one, data=camera_picture())


class ForgetsTheImages(Mastodon):
    def freeze(self, outgoing: Any, access: Access, *, now: Any) -> str:
        return super().freeze(replace(outgoing, media=outgoing.media[:1]), access, now=now)


class TakesAnyFile(Mastodon):
    def problems(self, outgoing: Any, access: Access | None = None) -> Any:
        return super().problems(replace(outgoing, media=()), access)


class DoubtsItsUploads(Mastodon):
    def freeze(self, outgoing: Any, access: Access, *, now: Any) -> str:
        try:
            return super().freeze(outgoing, access, now=now)
        except TryLater as error:
            raise OutcomeUnknown(error.text) from None


class GivesUpOnLostImages(Mastodon):
    def publish(self, frozen: str, access: Access) -> Posted:
        try:
            return super().publish(frozen, access)
        except MediaLost as error:
            raise Rejected(error.text) from None


class AsksNobodysName(Mastodon):
    def identify(self, access: Access) -> Access:
        return access


BROKEN: list[tuple[type[Connector], str]] = [
    (TriesAgain, "test_a_lost_answer_is_an_unknown_outcome"),
    (TakesLostForNotSent, "test_a_lost_request_is_an_unknown_outcome_too"),
    (TakesLostForNotSent, "test_what_nobody_understands_is_an_unknown_outcome"),
    (ForgetsTheKey, "test_sends_the_same_bytes_at_every_attempt"),
    (ForgetsTheKey, "test_sending_again_gives_one_post_where_it_is_idempotent"),
    (ClaimsAKeyItDoesNotSend, "test_sending_again_gives_one_post_where_it_is_idempotent"),
    (TokenInTheAddress, "test_a_token_shows_itself_nowhere"),
    (TokenInTheLog, "test_a_token_shows_itself_nowhere"),
    (RaisesWhatTheLibraryRaises, "test_a_refused_connection_sent_nothing"),
    (RaisesWhatTheLibraryRaises, "test_what_nobody_understands_is_an_unknown_outcome"),
    (RaisesWhatTheLibraryRaises, "test_a_refused_token_is_told"),
    (InventsZeros, "test_a_count_that_is_not_given_is_absent"),
    (FindsTheFirstThing, "test_finds_what_is_there_and_nothing_else"),
    (ComplainsOfWhatIsGone, "test_deleting_twice_is_no_error"),
    (StampsAnew, "test_frozen_is_json_and_differs_by_its_key_alone"),
    (LeavesTheTextOut, "test_an_image_arrives_with_its_text_and_without_metadata"),
    (SendsTheFileAsItIs, "test_an_image_arrives_with_its_text_and_without_metadata"),
    (ForgetsTheImages, "test_as_many_images_arrive_as_the_network_takes"),
    (TakesAnyFile, "test_what_it_cannot_take_is_told_before"),
    (DoubtsItsUploads, "test_an_upload_that_is_lost_may_be_done_again"),
    (GivesUpOnLostImages, "test_an_image_that_is_gone_is_asked_for_again"),
    (AsksNobodysName, "test_a_token_for_somebody_elses_account_is_refused"),
    (CountsWrongly, "test_what_is_too_long_is_told_before_and_refused_after"),
]


def _held_to(kind: type[Connector], check: str) -> None:
    names = iter(("ada", "ben", "cleo"))
    with FakeNetworks("mastodon") as fake:
        behind = Behind(
            url=fake.url("mastodon"),
            creates=fake.creates("mastodon"),
            sign_up=lambda: fake.add_account("mastodon", next(names)),
            count=lambda _: len(fake.posts("mastodon")),
            media=lambda _, remote_id: fake.media("mastodon", remote_id),
            uploads=fake.network("mastodon").uploads,
            forget_media=fake.network("mastodon").forget_media,
        )
        make: Callable[..., Connector] = partial(kind, http=HttpClient(allow_private_hosts=["127.0.0.1"]))
        with Peer(make, behind) as peer:
            getattr(CONTRACT, check)(peer)


@pytest.mark.parametrize("check", TESTS)
def test_a_sound_connector_passes(check: str) -> None:
    _held_to(Mastodon, check)


@pytest.mark.parametrize(("kind", "check"), BROKEN, ids=lambda part: getattr(part, "__name__", part))
def test_a_broken_connector_is_caught(kind: type[Connector], check: str) -> None:
    with pytest.raises((AssertionError, Rejected)):
        _held_to(kind, check)
