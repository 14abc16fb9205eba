"""Single clicks are deleted once they are old; what was counted of them stays.

a click ─ counted ─▶ its day's counts are final ─▶ deleted, from the database and from the files
"""

from __future__ import annotations

from datetime import timedelta

from advocacy.program.counting import Counting
from advocacy.storage import event_files, rollup


class Retaining(Counting):
    """The part of `Program` that keeps no click for ever."""

    def forget_clicks(self) -> int:
        """Delete single clicks that are older than ``reach.forget_days``; how many. Their counts stay.

        A worker does it once a day, `advocacy roll-up` each time. Days are those of the programme's zone;
        files are emptied month by month, once the whole month is so old.

        Raises:
            MissingExtra: clicks are in files, and DuckDB is not installed.
        """
        oldest = self.clock() - timedelta(days=self.settings.reach.forget_days)
        return self._forget_rows(rollup.day_of(oldest, self.zone)) + self._forget_files(
            oldest.year * 100 + oldest.month
        )

    def _forget_rows(self, end: int) -> int:
        """Those in the database, day by day, so that nobody waits long for it."""
        gone = 0
        while True:
            with self.store.begin() as tx:
                day = event_files.oldest_day(tx, self.zone, filed=False)
                if day is None or day >= end:
                    return gone
                gone += event_files.trim(tx, day, self.zone, now=self.clock(), filed=False)

    def _forget_files(self, month: int) -> int:
        if not self.settings.reach.files:
            return 0
        from advocacy.reach.folder import folder  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.reach.forgetting import forget_before  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.reach.sweeping import sweep  # noqa: PLC0415 - heavy: imported on first use

        files = folder(self._files())
        sweep(self.store, files, clock=self.clock)
        return forget_before(self.store, files, month, clock=self.clock)
