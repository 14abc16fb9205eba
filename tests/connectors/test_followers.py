"""Who follows an account is read as its network shows it, and as its person allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from advocacy.connectors import Access, Connector, Secret, connector
from advocacy.errors import AuthorizationExpired, ConnectorError, TryLater
from advocacy.testing.relay import Answer, Listener, Request
from advocacy.testing.server import FakeNetworks

PAGE = (
    b'[{"acct": "Bob", "url": null}, {"acct": "eve@else.example", "url": "https://else.example/@eve"}, {}, 7]'
)


@contextmanager
def _listening(answer: Callable[[Request], Answer]) -> Iterator[tuple[Connector, Access]]:
    """A server that says what it is told to."""
    listener = Listener(answer)
    try:
        access = Access(
            account="ada",
            host=f"http://127.0.0.1:{listener.port}",
            secrets={"access": Secret("t")},
            details={"id": "7"},
        )
        yield connector("mastodon", allow_private_hosts=("127.0.0.1",)), access
    finally:
        listener.close()


@pytest.fixture
def fake() -> Iterator[FakeNetworks]:
    with FakeNetworks("bluesky", "mastodon") as fake:
        yield fake


def test_bluesky_is_asked_without_a_token_and_by_handle_where_no_session_told_the_id(
    fake: FakeNetworks,
) -> None:
    fake.add_account("bluesky", "ada")
    fake.network("bluesky").follow("ada", "bob", "eve")
    bare = Access(account="ada.test", host="", secrets={})
    page = fake.connector("bluesky").followers(bare)
    assert page is not None
    assert len(page.ids) == 2
    assert page.after == ""
    assert "did:" not in repr(page), "ids are not for logs"
    (asked,) = fake.requests("bluesky")
    assert not asked.token


def test_an_account_that_bluesky_does_not_know_is_no_account_without_followers(fake: FakeNetworks) -> None:
    with pytest.raises(ConnectorError):
        fake.connector("bluesky").followers(Access(account="nobody.test", host="", secrets={}))


def test_mastodon_needs_the_account_to_be_connected(fake: FakeNetworks) -> None:
    fake.add_account("mastodon", "ada")
    bare = Access(account="ada@127.0.0.1", host=fake.url("mastodon"), secrets={}, details={"id": "1"})
    with pytest.raises(AuthorizationExpired):
        fake.connector("mastodon").followers(bare)


@pytest.mark.parametrize(
    ("link", "after"),
    [
        ('<https://thief.example/api/v1/accounts/7/followers?limit=80&max_id=41>; rel="next"', "41"),
        ('<https://a.example/?min_id=9>; rel="prev", <https://a.example/?max_id=42>; rel="next"', "42"),
        ('<https://a.example/?min_id=9>; rel="prev"', ""),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_of_the_next_page_only_its_number_is_taken(link: str, after: str) -> None:
    asked: list[str] = []

    def answer(request: Request) -> Answer:
        asked.append(request.path)
        body = PAGE if "followers" in request.path else b'{"hide_collections": false}'
        return Answer(status=200, reason="OK", headers=(("Link", link),), body=body)

    with _listening(answer) as (mastodon, access):
        page = mastodon.followers(access)
        assert page is not None
        assert page.ids == ("bob@" + access.host.removeprefix("http://"), "https://else.example/@eve")
        assert page.after == after
        if after:
            mastodon.followers(access, after=after)
            assert asked[-1].endswith(f"max_id={after}")


@pytest.mark.parametrize("body", [b"{}", b"null", b"<html>", b'"x"'])
def test_what_is_no_list_is_tried_again(body: bytes) -> None:
    def answer(_: Request) -> Answer:
        return Answer(status=200, reason="OK", headers=(), body=body)

    with _listening(answer) as (mastodon, access), pytest.raises(TryLater):
        mastodon.followers(access)
