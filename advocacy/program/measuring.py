"""What came of it: the redirect that counts clicks, and the report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from advocacy.connectors import registry
from advocacy.errors import NotAllowed
from advocacy.language import Language, Text
from advocacy.program.base import Base
from advocacy.storage import conversions

if TYPE_CHECKING:
    from advocacy.reach.report import Report
    from advocacy.reach.statement import Statement
    from advocacy.share import Share
    from advocacy.track.redirect import Redirect


class Measuring(Base):
    """The part of `Program` that follows and reports."""

    def redirect(self) -> Redirect:
        """The ASGI app behind tracked links, which records a click before it answers; mount or serve it."""
        from advocacy.track.redirect import Redirect  # noqa: PLC0415 - heavy: imported on first use

        return Redirect(self.store, self.settings.tracking, clock=self.clock)

    def own_link(self, share: Share | str) -> str:
        """The address by which its author tries a share's link; for ten minutes its follow is `internal`.

        Raises:
            NotFound: there is no such share.
            NotAllowed: it has no link.
        """
        from advocacy.track.own import own_address  # noqa: PLC0415 - heavy: imported on first use

        found = self.share(share if isinstance(share, str) else share.id)
        if not found.link:
            raise NotAllowed(_NO_LINK.format(share=found.id))
        with self.store.begin() as tx:
            key = conversions.key(tx)
        return own_address(found.link, key, now=self.clock())

    def report(
        self,
        *,
        campaign: str | None = None,
        since: date | None = None,
        until: date | None = None,
        as_of: date | None = None,
        language: str | Language = Language.EN,
    ) -> Report:
        """What came of it: shares, posts, clicks of people and of bots, and adoption.

        Args:
            campaign: only this campaign.
            since: first day counted, in the programme's time zone.
            until: last day counted.
            as_of: the day whose advocates are the denominator of adoption; by default `until`, or today.
            language: of its titles and sentences.
        """
        from advocacy.reach.report import report  # noqa: PLC0415 - heavy: imported on first use

        return report(
            self.store,
            settings=self.settings,
            campaign=campaign,
            since=since,
            until=until,
            as_of=as_of,
            language=Language.of(language),
            networks={name: registry.network(name).title for name in registry.networks()},
            clock=self.clock,
        )

    def works_council_statement(self, *, language: str | Language = Language.EN) -> Statement:
        """What is computed, on whom, kept how long and seen by whom, under these settings.

        Args:
            language: in which it is written.
        """
        from advocacy.reach.statement import works_council_statement  # noqa: PLC0415 - heavy: imported on first use

        return works_council_statement(language, settings=self.settings)


_NO_LINK = Text(fr="Le partage « {share} » n’a pas de lien.", en="The share “{share}” has no link.")
