from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.connectors import Access, Lane, Outgoing, connector, network, networks
from advocacy.connectors.hand_off import confirm_address, share_dialog
from advocacy.errors import ConfigurationError, InvalidInput, Rejected

LINK = "https://go.acme.example/x7?a=1&b=é"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DIALOGS = [name for name in networks() if network(name).dialog]
HOST = "https://mastodon.example"


@pytest.mark.parametrize("name", DIALOGS)
@given(text=st.text())
def test_a_dialog_is_one_address_that_carries_the_text_unharmed(name: str, text: str) -> None:
    address = share_dialog(name, text, LINK, host=HOST)
    parts = urlsplit(address)
    assert parts.scheme == "https"
    assert address.isascii()
    assert "+" not in parts.query
    query = parse_qs(parts.query, keep_blank_values=True)
    dialog = network(name).dialog
    assert dialog is not None
    if dialog.takes_text:
        assert LINK in " ".join(value[0] for value in query.values())


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("x", {"text": ["Look:"], "url": [LINK]}),
        ("threads", {"text": ["Look:"], "url": [LINK]}),
        ("bluesky", {"text": [f"Look: {LINK}"]}),
        ("mastodon", {"text": [f"Look: {LINK}"]}),
        ("whatsapp", {"text": [f"Look: {LINK}"]}),
        ("linkedin", {"url": [LINK]}),
        ("facebook", {"u": [LINK]}),
    ],
)
def test_the_link_is_there_once(name: str, query: dict[str, list[str]]) -> None:
    address = share_dialog(name, f"Look: {LINK}", LINK, host=HOST)
    assert parse_qs(urlsplit(address).query) == query


def test_a_link_that_is_not_in_the_text_is_added() -> None:
    assert parse_qs(urlsplit(share_dialog("bluesky", "Look", LINK)).query) == {"text": [f"Look {LINK}"]}


def test_mastodon_needs_the_persons_server() -> None:
    assert share_dialog("mastodon", "Hi", host=HOST) == "https://mastodon.example/share?text=Hi"
    with pytest.raises(ConfigurationError, match="host"):
        share_dialog("mastodon", "Hi")


GOOD = [
    ("linkedin", "https://www.linkedin.com/feed/update/urn:li:share:7123/", "urn:li:share:7123"),
    ("linkedin", "https://www.linkedin.com/feed/update/urn:li:ugcPost:7?utm_source=x", "urn:li:ugcPost:7"),
    (
        "linkedin",
        "https://www.linkedin.com/posts/ada-lovelace_pumps-activity-7123456-AbCd?utm_source=share",
        "urn:li:activity:7123456",
    ),
    ("x", "https://x.com/ada/status/1445880548472328192", "1445880548472328192"),
    ("x", "https://twitter.com/i/web/status/1445880548472328192?s=20", "1445880548472328192"),
    ("bluesky", "https://bsky.app/profile/ada.example/post/3lxyzabcdef2k", "3lxyzabcdef2k"),
    ("bluesky", "https://bsky.app/profile/did:plc:abc123/post/3lxyzabcdef2k", "3lxyzabcdef2k"),
    ("mastodon", "https://mastodon.example/@ada/114000000000000001", "114000000000000001"),
    ("mastodon", "https://mastodon.example/users/ada/statuses/114", "114"),
    ("mastodon", "https://mastodon.example/@ada/statuses/01HXYZ", "01HXYZ"),
    ("mastodon", "https://mastodon.example/notice/AbCd", "AbCd"),
    ("threads", "https://www.threads.net/@ada.l/post/C8H5FiCtESk", "C8H5FiCtESk"),
    ("facebook", "https://www.facebook.com/ada.lovelace/posts/pfbid02abc", "pfbid02abc"),
    ("facebook", "https://m.facebook.com/story.php?story_fbid=pfbid02&id=1", "pfbid02"),
    ("facebook", "https://www.facebook.com/share/p/1AbCdEf/", "1AbCdEf"),
    ("instagram", "https://www.instagram.com/p/C8H5FiCtESk/?igsh=abc", "C8H5FiCtESk"),
    ("instagram", "https://www.instagram.com/ada/reel/C8H5FiCtESk", "C8H5FiCtESk"),
]


@pytest.mark.parametrize(("name", "address", "remote_id"), GOOD)
def test_a_pasted_address_of_a_post(name: str, address: str, remote_id: str) -> None:
    posted = confirm_address(name, f"  {address} ", host=HOST)
    assert posted.remote_id == remote_id
    assert address.startswith(posted.url.partition("?")[0])
    assert "utm_source" not in posted.url


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("linkedin", "https://www.linkedin.com/in/ada"),
        ("linkedin", "https://www.linkedin.com.evil.example/feed/update/urn:li:share:7"),
        ("linkedin", "http://www.linkedin.com/feed/update/urn:li:share:7"),
        ("linkedin", "https://evil.example/feed/update/urn:li:share:7"),
        ("linkedin", "https://www.linkedin.com@evil.example/feed/update/urn:li:share:7"),
        ("x", "https://x.com:8443/ada/status/1"),
        ("x", "https://x.com/ada"),
        ("x", "javascript:alert(1)//x.com/ada/status/1"),
        ("x", "https://x.com/ada/status/1/../../evil"),
        ("mastodon", "https://another.example/@ada/114"),
        ("mastodon", "https://mastodon.example/about"),
        ("bluesky", "https://bsky.app/profile/ada.example"),
        ("whatsapp", "https://wa.me/33600000000"),
        ("facebook", "https://www.facebook.com/"),
        ("instagram", "https://[::1/p/abc"),
        ("instagram", ""),
        ("x", "https://x.com/ada/status/" + "1" * 4000),
    ],
)
def test_anything_else_is_refused_with_what_to_do(name: str, address: str) -> None:
    with pytest.raises(InvalidInput, match="open your post"):
        confirm_address(name, address, host=HOST)


@given(st.text())
def test_no_paste_breaks_it(address: str) -> None:
    with pytest.raises(InvalidInput):
        confirm_address("mastodon", address, host=HOST)


def test_nothing_is_sent_by_us() -> None:
    hand_off = connector("linkedin", lane=Lane.HAND_OFF)
    access = Access(account="ada", host="", secrets={})
    outgoing = Outgoing(share="s", text=f"Look {LINK}", language="en", link=LINK)
    frozen = hand_off.freeze(outgoing, access, now=NOW)
    assert json.loads(frozen)["text"] == f"Look {LINK}"
    assert not json.loads(frozen)["takes_text"]
    assert hand_off.capabilities.max_length == 3000
    with pytest.raises(Rejected, match="themselves"):
        hand_off.publish(frozen, access)
