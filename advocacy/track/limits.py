"""How often one network may ask for codes that lead nowhere, so that codes cannot be tried out."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address

PER_MINUTE = 30
"""Unknown codes a network may ask for; a person who mistypes one asks for two or three."""

REMEMBERED = 20_000
"""Networks that are remembered at once; the one seen longest ago goes first."""

_V4, _V6 = 24, 48


class Misses:
    """A bucket of unknown codes for each network of addresses: /24 of IPv4, /48 of IPv6.

    >>> misses = Misses(per_minute=2, clock=lambda: 0.0)
    >>> misses.count("192.0.2.1"), misses.count("192.0.2.2"), misses.too_many("192.0.2.3")
    (None, None, True)
    >>> misses.too_many("198.51.100.1")
    False
    """

    def __init__(self, *, per_minute: int = PER_MINUTE, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = float(per_minute)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def too_many(self, address: str) -> bool:
        """Whether the network of this address has used up its tries for now."""
        return self._now_left(prefix(address)) < 1

    def count(self, address: str) -> None:
        """One more unknown code from this address."""
        network = prefix(address)
        self._left[network] = (self._now_left(network) - 1, self._clock())
        self._left.move_to_end(network)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)

    def _now_left(self, network: str) -> float:
        left, at = self._left.get(network, (self._size, 0.0))
        return min(self._size, left + (self._clock() - at) * self._size / 60)


def prefix(address: str) -> str:
    """The network that an address is limited with.

    >>> prefix("192.0.2.7"), prefix("2001:db8:1:2::7"), prefix("::ffff:192.0.2.7"), prefix("a socket")
    ('192.0.2', '2001:0db8:0001', '192.0.2', 'a socket')
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    if parsed.version == 4:  # noqa: PLR2004 - IPv4
        return str(parsed).rsplit(".", 1)[0]
    return parsed.exploded[: _V6 // 16 * 5 - 1]
