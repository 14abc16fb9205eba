"""What networks count of our posts, kept beside the shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advocacy.connectors import Lane, registry
from advocacy.outcome import MetricSnapshot
from advocacy.program.base import Base
from advocacy.storage import snapshots

if TYPE_CHECKING:
    from advocacy.track.collector import Collected


class Collecting(Base):
    """The part of `Program` that asks networks for their counts."""

    def collect(self, *, limit: int = 1000) -> Collected:
        """Ask for the counts of the posts that are due, young ones often and old ones rarely.

        It may be called as often as one likes, by many at once: each account is asked by one process, within
        its network's quota. What stands in the way (a consent that is missing, a network that is away) is
        told and does not stop the rest. A post that is not there twice is `gone`.

        Args:
            limit: at most so many posts, longest due first.

        Raises:
            ConfigurationError: the key that seals tokens is missing, or another one.
        """
        from advocacy.track.collector import Collector  # noqa: PLC0415 - heavy: imported on first use

        self.accounts.require_key()
        counting = [name for name in registry.networks() if self._is_counted(name)]
        collector = Collector(
            self.store, self.accounts, connector=self.connector, networks=counting, clock=self.clock
        )
        return collector.run(limit=limit)

    def snapshots(self, share: str) -> list[MetricSnapshot]:
        """What its network counted of a share's post, oldest first; a count it does not give is absent."""
        with self.store.read() as tx:
            return snapshots.of(tx, share)

    @staticmethod
    def _is_counted(network: str) -> bool:
        can = registry.network(network).capabilities
        return can.lane is Lane.TOKEN and bool(can.metrics)
