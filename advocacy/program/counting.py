"""Work that is done once a day: counting clicks, counting visitors, moving old clicks to files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from advocacy.errors import ConfigurationError
from advocacy.language import Text
from advocacy.program.base import Base
from advocacy.program.names import network_of
from advocacy.storage import rollup, stories

if TYPE_CHECKING:
    from advocacy.reach.compactor import Compacted
    from advocacy.reach.effects import By, ContentEffects
    from advocacy.reach.engines import Engine
    from advocacy.reach.engines.duck import DuckEngine
    from advocacy.reach.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledUp:
    """What one run counted.

    Attributes:
        days: of clicks, in the programme's time zone.
        visitor_days: whose visitors were counted, in UTC.
    """

    days: int
    visitor_days: int


class Counting(Base):
    """The part of `Program` that keeps counts, so that reports stay quick and keys short-lived."""

    def roll_up(self) -> RolledUp:
        """Count the clicks that came since the last time, and the visitors of the days that are over.

        A worker does it by itself. Running it twice changes nothing.
        """
        from advocacy.reach.visitors import count_visitors  # noqa: PLC0415 - heavy: imported on first use

        days = rollup.roll_up(self.store, zone=self.zone, now=self.clock())
        return RolledUp(days=days, visitor_days=count_visitors(self.store, clock=self.clock))

    def compact(self, *, progress: Callable[[int], None] = lambda _clicks: None) -> Compacted:
        """Move clicks to the files that the settings name, and old ones out of the database.

        It may be killed and run again. What was rolled up of them stays, so that the usual report needs no
        files; visitors over days and attribution read them.

        Args:
            progress: told how many clicks were filed so far.

        Raises:
            ConfigurationError: the settings name no place for files.
            MissingExtra: DuckDB is not installed.
        """
        from advocacy.reach.compactor import compact  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.reach.folder import folder  # noqa: PLC0415 - heavy: imported on first use

        self.roll_up()
        reach = self.settings.reach
        keep = timedelta(days=reach.keep_days)
        files = folder(self._files())
        return compact(self.store, files, zone=self.zone, keep=keep, clock=self.clock, progress=progress)

    def engine(self) -> Engine:
        """Where measures are computed: DuckDB if the settings name a place for files, else the database."""
        from advocacy.reach.engines import StoreEngine  # noqa: PLC0415 - heavy: imported on first use

        return self._duck() if self.settings.reach.files else StoreEngine(self.store)

    def write_star(self, target: str | Path) -> Path:
        """Write the star schema as Parquet files, for Spark, ClickHouse or a warehouse; their folder.

        Raises:
            MissingExtra: DuckDB is not installed.
        """
        from advocacy.reach.star import write_star  # noqa: PLC0415 - heavy: imported on first use

        return write_star(self._duck(), target, zone=self.zone, clock=self.clock)

    def people_reached(self, campaign: str, *, network: str | None = None, level: float = 0.9) -> Estimate:
        """People who saw at least one post of a campaign on one network.

        It rests on what the network tells of each post (`collect`) and on how many visitors two colleagues
        share (`roll_up`).

        Args:
            campaign: its id.
            network: one network, for people of two cannot be told apart; by default the one it has posts on.
            level: how often the interval is to hold the truth.

        Raises:
            InvalidInput: too few people have posted in that campaign there for anything to be told, or no
                network is named and there is not exactly one.
            NotFound: there is no such campaign.
            UnknownNetwork: no network has that name.
        """
        from advocacy.reach.visitors import people_reached_of  # noqa: PLC0415 - heavy: imported on first use

        with self.store.read() as tx:
            where = network_of(tx, campaign, network)
        least = self.settings.programme.min_group
        return people_reached_of(self.store, campaign, where, min_group=least, level=level)

    def content_effects(self, by: By | str, *, campaign: str | None = None) -> ContentEffects:
        """Which stories, topics, networks or hours earned more clicks a post; ties and doubt are told.

        Posts count that are a week old, with the clicks of people in their first seven days.

        Args:
            by: ``story``, ``topic``, ``network`` or ``hour`` (of posting, in the programme's zone).
            campaign: only this campaign.

        Raises:
            InvalidInput: too few posts, or people behind them, for two groups to be compared.
            NotFound: there is no such campaign.
        """
        from advocacy.reach.posted import effects_of  # noqa: PLC0415 - heavy: imported on first use

        with self.store.read() as tx:
            topics = stories.topics(tx)
        return effects_of(
            self.engine(), by=by, campaign=campaign, settings=self.settings, topics=topics, clock=self.clock
        )

    def _duck(self) -> DuckEngine:
        from advocacy.reach.engines.duck import DuckEngine  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.reach.folder import folder  # noqa: PLC0415 - heavy: imported on first use

        reach = self.settings.reach
        return DuckEngine(self.store, folder(reach.files or _NOWHERE), memory=reach.memory)

    def _files(self) -> str:
        if not self.settings.reach.files:
            raise ConfigurationError(_NO_FILES)
        return self.settings.reach.files


_NOWHERE = "files"
"""Where nothing was compacted, no file is listed, and so none is looked for."""
_NO_FILES = Text(
    fr='Les réglages ne disent pas où mettre les fichiers de clics : [reach] files = "fichiers"',
    en='The settings do not say where files of clicks go: [reach] files = "files"',
)
