"""Reading public lists of followers into sketches, for people who agreed: now and then, within each quota.

agreed ─ has posted there ─▶ read ─ so many pages ─▶ the rest five minutes later ─▶ a sketch
  again a week later while they post, a month later when they have not for a month, no more after a year
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from advocacy.accounts import Accounts
from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Connector
from advocacy.errors import AuthorizationExpired, ConnectorError, TryLater
from advocacy.language import Text
from advocacy.reach.sketch import AudienceSketch
from advocacy.storage import Store, board, follower_lists
from advocacy.storage.follower_lists import KeptList, SealedKey

if TYPE_CHECKING:
    from advocacy.vault import Vault

log = logging.getLogger("advocacy.reach")
Kept = Mapping[str, object]
"""Columns of `follower_lists` to be written."""

WEEKLY, MONTHLY, YEAR = timedelta(days=7), timedelta(days=30), timedelta(days=365)
"""How long until a list is read again: while its person posts, and after a month without; then no more."""
_WINDOW = timedelta(minutes=5)
"""The span of `Capabilities.follower_pages`."""
_BUSY = timedelta(minutes=10)
_STALE = timedelta(days=1)
"""How old a half-read list may be: its pages may have moved since."""
_TROUBLE, _NO_ACCESS = timedelta(hours=1), timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class FollowersRead:
    """What one run did."""

    taken: int = 0
    """Lists that were read to their end; of each there is a sketch."""
    begun: int = 0
    """Lists of which more is read later."""
    hidden: int = 0
    """Lists that their people do not show; no sketch of them is kept."""
    no_access: int = 0
    """People whose account is to be connected first."""
    later: dict[str, Text] = field(default_factory=dict)
    """By network: what stood in the way there."""


def sketch_key(store: Store, vault: Vault, *, now: datetime) -> bytes:
    """The programme's key for followers, drawn by whoever asks first and sealed by the vault."""
    with store.read() as tx:
        sealed = follower_lists.key(tx)
    if sealed is None:
        fresh = secrets.token_bytes(32)
        drawn = SealedKey(id=_id_of(fresh), secrets=vault.seal({_NAME: fresh.hex()}))
        with store.begin() as tx:
            if follower_lists.key(tx) is None:
                follower_lists.put_key(tx, drawn, now=now)
            sealed = follower_lists.key(tx) or drawn
    return bytes.fromhex(vault.unseal(sealed.secrets)[_NAME])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Half:
    """What was read of a list so far."""

    sketch: AudienceSketch
    after: str
    begun_at: datetime

    @classmethod
    def of(cls, kept: KeptList, key: bytes, now: datetime) -> _Half:
        """Where it was left; from the start where that is too long ago, or was of another key."""
        fresh = AudienceSketch.of((), key=key)
        if kept.reading and kept.after and kept.begun_at and now - kept.begun_at < _STALE:
            sketch = AudienceSketch.from_bytes(kept.reading)
            if sketch.key_id == fresh.key_id:
                return cls(sketch=sketch, after=kept.after, begun_at=kept.begun_at)
        return cls(sketch=fresh, after="", begun_at=now)

    def with_(self, page: AudienceSketch, after: str) -> _Half:
        """With one page more; nobody is on two pages, so the size is known though the sketch is not whole."""
        merged = self.sketch.merge(page)
        if not merged.is_complete:
            merged = replace(merged, size=self.sketch.size + page.size)
        return replace(self, sketch=merged, after=after)

    def kept(self) -> Kept:
        """As it is stored."""
        if not self.after:
            return _NOTHING_READ
        return {"reading": self.sketch.to_bytes(), "after": self.after, "begun_at": self.begun_at}


class FollowerReader:
    """Reads the lists that are due, each by one process at a time; it may stop at any moment and go on later.

    Args:
        store: the database.
        accounts: what people allowed us to read with.
        connector: the connector of a network.
        networks: those that show followers.
        where: the account that a person has named on a network, for lists that are read without a token.
        key: what followers are hashed with.
        clock: where the time comes from.
    """

    def __init__(
        self,
        store: Store,
        accounts: Accounts,
        *,
        connector: Callable[[str], Connector],
        networks: Sequence[str],
        where: Callable[[str, str], Access],
        key: bytes,
        clock: Clock = utc_now,
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._connector = connector
        self._networks = networks
        self._where = where
        self._sketch_key = key
        self._clock = clock

    def run(self, *, limit: int = 50) -> FollowersRead:
        """Read at most `limit` of the lists that are due."""
        done, now = FollowersRead(), self._clock()
        with self._store.read() as tx:
            due = follower_lists.due(
                tx, now=now, networks=self._networks, posted_since=now - YEAR, limit=limit
            )
        for advocate, network in due:
            if network not in done.later:
                self._list(advocate, network, done)
        return done

    def _list(self, advocate: str, network: str, done: FollowersRead) -> None:
        """One list, unless another process reads it."""
        now = self._clock()
        with self._store.begin() as tx:
            kept = follower_lists.take(tx, advocate, network, now=now, until=now + _BUSY)
        if kept is None:
            return
        try:
            self._read(kept, self._connector(network), done)
        except ConnectorError as error:
            self._put_off(kept, error, done)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other people's lists go on
            about = {"action": "followers", "network": network, "outcome": type(error).__name__}
            log.error("followers on %s: %s", network, type(error).__name__, extra=about)  # noqa: TRY400 - what it says may quote a token
            self._put(kept, now + _TROUBLE)

    def _read(self, kept: KeptList, connector: Connector, done: FollowersRead) -> None:
        """As many pages as fit, from where it was left; of what was read a sketch is kept whatever comes."""
        access, now = self._access(kept, connector), self._clock()
        half = _Half.of(kept, self._sketch_key, now)
        for _ in range(connector.capabilities.follower_pages):
            try:
                page = connector.followers(access, after=half.after)
            except ConnectorError as error:
                if isinstance(error, AuthorizationExpired):
                    self._accounts.turned_down(kept.advocate, kept.network, error, used=access)
                self._put_off(kept, error, done, half.kept())
                return
            if page is None:
                self._put(kept, now + MONTHLY, _HIDDEN)
                done.hidden += 1
                return
            half = half.with_(AudienceSketch.of(page.ids, key=self._sketch_key), page.after)
            if not half.after:
                self._finish(kept, half.sketch, now, done)
                return
        self._put(kept, now + _WINDOW, half.kept())
        done.begun += 1

    def _finish(self, kept: KeptList, sketch: AudienceSketch, now: datetime, done: FollowersRead) -> None:
        with self._store.begin() as tx:
            last = follower_lists.last_post(tx, kept.advocate, kept.network)
            again = WEEKLY if last and now - last < MONTHLY else MONTHLY
            whole = {"sketch": sketch.to_bytes(), "key": sketch.key_id.hex(), "taken_at": now}
            place = (kept.advocate, kept.network)
            values = {**_NOTHING_READ, **whole, "hidden": False}
            if follower_lists.put(tx, *place, values, due_at=now + again):
                board.add_followers(tx, *place, followers=sketch.size, at=now)
                done.taken += 1

    def _access(self, kept: KeptList, connector: Connector) -> Access:
        if self._accounts.has(kept.advocate, kept.network):
            return self._accounts.access(kept.advocate, connector)
        return self._where(kept.advocate, kept.network)

    def _put_off(
        self, kept: KeptList, error: ConnectorError, done: FollowersRead, half: Kept = MappingProxyType({})
    ) -> None:
        """Read it later, from where it was left; what stands in everybody's way ends this run there."""
        now, wait = self._clock(), _TROUBLE
        if isinstance(error, AuthorizationExpired):
            done.no_access += 1
            wait = _WINDOW if error.refreshable else _NO_ACCESS
        elif error.is_for_all:
            done.later[kept.network] = error.text
        until = error.until if isinstance(error, TryLater) and error.until else now + wait
        about = {"action": "followers", "network": kept.network, "outcome": type(error).__name__}
        log.info("followers on %s are put off", kept.network, extra=about)
        self._put(kept, until, half)

    def _put(self, kept: KeptList, due_at: datetime, values: Kept = MappingProxyType({})) -> None:
        with self._store.begin() as tx:
            follower_lists.put(tx, kept.advocate, kept.network, values, due_at=due_at)


def _id_of(key: bytes) -> str:
    return AudienceSketch.of((), key=key).key_id.hex()


_NAME = "followers"
_NOTHING_READ: Kept = {"reading": None, "after": "", "begun_at": None}
_HIDDEN: Kept = {**_NOTHING_READ, "hidden": True, "sketch": None, "taken_at": None}
