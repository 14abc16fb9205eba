"""Accounts and grants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from advocacy.people import Grant, Lane, Profile


@pytest.mark.parametrize(
    ("cell", "account", "lane"),
    [
        ("ada@m.example", "ada@m.example", Lane.TOKEN),
        (" @ada@m.example ", "ada@m.example", Lane.TOKEN),
        ("hand-off", None, Lane.HAND_OFF),
        ("Hand-Off: ada-morel", "ada-morel", Lane.HAND_OFF),
        ("hand_off:@ada", "ada", Lane.HAND_OFF),
        ("did:plc:abc", "did:plc:abc", Lane.TOKEN),
    ],
)
def test_what_a_cell_says(cell: str, account: str | None, lane: Lane) -> None:
    assert Profile.of("mastodon", cell) == Profile(network="mastodon", account=account, lane=lane)


@pytest.mark.parametrize("cell", ["two words", "https://m.example/@ada", "a\x00b", "x" * 201])
def test_what_is_no_account(cell: str) -> None:
    with pytest.raises(ValidationError):
        Profile.of("mastodon", cell)


def test_to_publish_for_someone_an_account_is_needed() -> None:
    with pytest.raises(ValidationError, match="hand-off"):
        Profile(network="mastodon")


def test_a_grant_ends() -> None:
    end = datetime(2026, 3, 2, tzinfo=UTC)
    grant = Grant(advocate="ada", network="x", account="ada", purpose="post", expires_at=end)
    assert grant.holds(end - timedelta(seconds=1))
    assert not grant.holds(end)
    assert grant.model_copy(update={"expires_at": None}).holds(end)
