"""What every connector owes that reads who follows an account: all of them, once, and no hidden ones."""

# ruff: noqa: S101, D102 - these are tests: assert is what they do, and their names say what is owed
from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from advocacy.connectors.base import Access, Connector
from advocacy.errors import TryLater
from advocacy.testing.owed import raised
from advocacy.testing.peer import Peer

PEOPLE = 104
"""More than a page holds, on every network that we know."""
_MOST_PAGES = 50


class FollowersContract:
    """Inherited by `ConnectorContract`; a network that shows no followers is only asked to say so."""

    def test_all_followers_are_told_once_page_by_page(self, peer: Peer) -> None:
        access = _followed(peer, [f"fan{number}" for number in range(PEOPLE)])
        if access is None:
            return
        pages = _pages(peer.connector, access)
        assert len(pages) > 1
        assert all(pages)
        told = [id_ for page in pages for id_ in page]
        assert len(told) == len(set(told)) == PEOPLE

    def test_a_follower_of_two_accounts_is_one_person(self, peer: Peer) -> None:
        one, other = _followed(peer, ["ada-fan", "both"]), _followed(peer, ["both"])
        if one is None or other is None:
            return
        (first,), (second,) = _pages(peer.connector, one), _pages(peer.connector, other)
        assert len(set(first) & set(second)) == len(second) == 1

    def test_nobody_follows_a_new_account(self, peer: Peer) -> None:
        access = _followed(peer, [])
        if access is not None:
            assert _pages(peer.connector, access) == [()]

    def test_followers_that_are_hidden_are_not_read(self, peer: Peer) -> None:
        access = _followed(peer, ["fan1", "fan2"], hidden=True)
        if access is not None:
            assert peer.connector.followers(access) is None

    def test_a_network_that_is_away_does_not_mean_that_nobody_follows(self, peer: Peer) -> None:
        access = _followed(peer, ["fan"])
        before = len(peer.proxy.seen)
        if access is None or not peer.connector.followers(access) or len(peer.proxy.seen) == before:
            return  # they are read elsewhere than where the account lives
        with peer.proxy.refusing():
            raised(TryLater, lambda: peer.connector.followers(access))

    def test_who_shows_no_followers_says_so(self, peer: Peer) -> None:
        reads = type(peer.connector).followers is not Connector.followers
        assert reads == (peer.connector.capabilities.follower_pages > 0)


def _followed(peer: Peer, names: Sequence[str], *, hidden: bool = False) -> Access | None:
    """A new account that these people follow; None where that cannot be had here."""
    if not peer.connector.capabilities.follower_pages or peer.behind.follow is None:
        return None
    access = peer.access()
    peer.behind.follow(access, names, hidden)
    return access


def _pages(connector: Connector, access: Access) -> list[tuple[str, ...]]:
    first = connector.followers(access)
    assert first is not None
    found = [first]
    while found[-1].after and len(found) < _MOST_PAGES:
        page = connector.followers(access, after=found[-1].after)
        assert page is not None
        found.append(page)
    assert not found[-1].after
    assert all(one.after != other.after for one, other in pairwise(found))
    return [page.ids for page in found]
