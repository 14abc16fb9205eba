"""What a request for a tracked link becomes: a click with its class, its reason and a nameless visitor."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from advocacy.clock import Clock, utc_now
from advocacy.errors import ConfigurationError
from advocacy.outcome import ClickClass
from advocacy.storage import Store, salts
from advocacy.storage.clicks import Row
from advocacy.track.headers import Said

Network = IPv4Network | IPv6Network

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 24 * 3600 * 1_000_000
"""Microseconds."""
_PERSON, _INTERNAL = ClickClass.PERSON.value, ClickClass.INTERNAL.value


class Clicks:
    """Turns requests into clicks. No address and no agent leaves this class.

    The visitor is BLAKE2b-64 of address and agent under a random salt of the day. A salt is destroyed within
    48 hours, and then not even we can tell whether two clicks of different days were one person's.

    Args:
        store: where the salts are, shared by every process.
        internal: networks of one's own; a follow from there is `internal`.
        clock: what tells the time.
    """

    def __init__(self, store: Store, *, internal: Sequence[Network] = (), clock: Clock = utc_now) -> None:
        self._store = store
        self._internal = internal
        self._clock = clock
        self._day_ends = 0
        self._salted = blake2b()
        self._last = 0
        self._forgot = -1

    async def of(self, code: str, *, address: str, said: Said) -> Row:
        """The click of one request.

        Args:
            code: of the link.
            address: the client's.
            said: by its headers.
        """
        at = self._moment()
        if at >= self._day_ends:
            await self._begin_day(at // DAY)
        kind, reason, referrer, agent = said
        if self._internal and kind == _PERSON and (own := self._own(address)):
            kind, reason = _INTERNAL, own
        visitor = self._salted.copy()  # with the salt taken in: half of what a hash of so little costs
        visitor.update(f"{address}\n{agent}".encode())
        return Row(code, at, kind, reason, visitor.hexdigest(), referrer)

    def forget_old_salts(self) -> None:
        """Destroy every salt but those of today and yesterday; it costs nothing until the day is another."""
        today = self._now() // DAY
        if today != self._forgot:
            with self._store.begin() as tx:
                salts.forget(tx, today=today)
            self._forgot = today

    def _now(self) -> int:
        since = self._clock() - _EPOCH
        return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds

    def _moment(self) -> int:
        """Now, in microseconds, and never the same twice: a click is known by its moment."""
        self._last = max(self._now(), self._last + 1)
        return self._last

    async def _begin_day(self, day: int) -> None:
        salt = await asyncio.get_running_loop().run_in_executor(None, self._salt_of, day)
        self._salted = blake2b(key=salt, digest_size=8)
        self._day_ends = (day + 1) * DAY

    def _salt_of(self, day: int) -> bytes:
        with self._store.begin() as tx:
            return salts.of_day(tx, day)

    def _own(self, address: str) -> str:
        found = _network_of(address, self._internal)
        return f"network: {found}" if found else ""


def networks(written: Sequence[str]) -> tuple[Network, ...]:
    """The networks that settings name, such as ``10.0.0.0/8`` or ``2001:db8::/32``.

    >>> networks(["192.0.2.7", "10.0.0.0/8"])
    (IPv4Network('192.0.2.7/32'), IPv4Network('10.0.0.0/8'))

    Raises:
        ConfigurationError: one of them is no network.
    """
    try:
        return tuple(ip_network(one, strict=False) for one in written)
    except ValueError as error:
        raise ConfigurationError(
            fr=f"Réseau non valide ({error}) ; écrivez-le comme 10.0.0.0/8 ou 2001:db8::/32",
            en=f"Not a network ({error}); write it as 10.0.0.0/8 or 2001:db8::/32",
        ) from None


def within(address: str, known: Sequence[Network]) -> bool:
    """Whether an address is in one of the networks; what is no address is in none."""
    return _network_of(address, known) is not None


def _network_of(address: str, known: Sequence[Network]) -> Network | None:
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    mapped = getattr(parsed, "ipv4_mapped", None) or parsed
    return next((network for network in known if mapped in network), None)
