from __future__ import annotations

from advocacy.track import limits
from advocacy.track.limits import Misses, prefix


def test_a_network_gets_its_tries_back_with_time() -> None:
    now = 0.0
    misses = Misses(per_minute=30, clock=lambda: now)
    for number in range(30):
        assert not misses.too_many(f"192.0.2.{number}")
        misses.count(f"192.0.2.{number}")
    assert misses.too_many("192.0.2.99")
    assert not misses.too_many("192.0.3.1")
    now = 2.0
    assert not misses.too_many("192.0.2.99")
    misses.count("192.0.2.99")
    assert misses.too_many("192.0.2.99")
    now = 1000.0
    for _ in range(30):
        misses.count("192.0.2.1")
    assert misses.too_many("192.0.2.1")


def test_addresses_of_one_provider_count_together() -> None:
    assert prefix("2001:db8:1::1") == prefix("2001:db8:1:ffff::2") != prefix("2001:db8:2::1")


def test_memory_is_bounded() -> None:
    misses = Misses(clock=lambda: 0.0)
    for number in range(limits.REMEMBERED + 100):
        misses.count(f"10.{number >> 8 & 255}.{number & 255}.1" if number < 65536 else f"11.0.{number}.1")
    assert len(misses._left) == limits.REMEMBERED
