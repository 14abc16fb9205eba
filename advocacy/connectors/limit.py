"""How often a network may be asked: so many posts in a span of time, by one person or by the whole app."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `count` posts in any span of `per`, of which `burst` may come at once.

    What is left after the burst is spread evenly, so that no span of `per`, wherever it begins, holds more
    than `count`. Without a `burst` a tenth of the count may come at once.

    >>> limit = Limit(count=100, per=timedelta(minutes=15))
    >>> limit.at_once, limit.interval
    (10, datetime.timedelta(seconds=9, microseconds=890110))
    """

    count: int
    per: timedelta
    scope: Literal["member", "app"] = "member"
    burst: int | None = None

    def __post_init__(self) -> None:
        if self.count < 1 or self.per < timedelta(seconds=1) or not 1 <= self.at_once <= self.count:
            raise ValueError("a limit is one or more, in a second or more, and no burst is above it")

    @property
    def at_once(self) -> int:
        """How many may come at once."""
        return max(1, self.count // 10) if self.burst is None else self.burst

    @property
    def interval(self) -> timedelta:
        """What each request after the burst waits for; rounded up, for a limit is never exceeded."""
        return -(-self.per // (self.count - self.at_once + 1))

    @property
    def seconds(self) -> int:
        """The span in whole seconds, by which the limits of one network are told apart."""
        return int(self.per.total_seconds())
