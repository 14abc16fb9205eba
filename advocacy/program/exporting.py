"""Facts for other tools, without a word on who."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from advocacy.program.counting import Counting
from advocacy.storage import conversions

if TYPE_CHECKING:
    from advocacy.reach.public_facts import Noise


class Exporting(Counting):
    """The part of `Program` that lets figures out."""

    def export_facts(
        self,
        path: str | Path,
        *,
        campaign: str | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> int:
        """Write how many shares, posts and clicks there were, by day, story and network, for other tools.

        No person, team, account or address is in it, and no number that a report would keep back: clicks and
        the networks' counts come from the day and in the groups that enough authors stand behind, answers are
        rounded to threes. Smaller groups are put together as ``*``. With ``reach.noise`` set, counts have
        noise, the same at every export, and the column ``noise`` says how much.

        Args:
            path: ``….csv``, ``….jsonl`` or ``….parquet``; a file that is there is replaced.
            campaign: only this one.
            since: first day, in the programme's time zone.
            until: last day.

        Returns:
            How many lines it has.

        Raises:
            InvalidInput: the name ends otherwise, the file cannot be written, or the period ends before it
                begins.
            NotFound: there is no such campaign.
            MissingExtra: Parquet without DuckDB.
        """
        from advocacy.reach.fact_files import write_facts  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.reach.public_facts import public_facts  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.reach.question import Question  # noqa: PLC0415 - heavy: imported on first use

        question = Question.of(campaign=campaign, since=since, until=until, zone=self.zone, now=self.clock())
        least = self.settings.programme.min_group
        with self.engine().reading(zone=self.zone, clock=self.clock) as reading:
            facts = list(public_facts(reading, question, least=least, noise=self._noise()))
        return write_facts(facts, Path(path))

    def _noise(self) -> Noise | None:
        """What the settings say of noise on counts; none by default."""
        from advocacy.reach.public_facts import Noise  # noqa: PLC0415 - heavy: imported on first use

        epsilon = self.settings.reach.noise
        if epsilon is None:
            return None
        with self.store.begin() as tx:
            key = conversions.key(tx)
        return Noise(epsilon=Fraction(epsilon), key=blake2b(b"noise", key=key, digest_size=32).digest())
