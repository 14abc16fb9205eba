"""Tracked links once they are out: which there are, their QR codes, and when they stop leading on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

from sqlalchemy.engine import Connection

from advocacy.errors import InvalidInput, Mistake, NotAllowed
from advocacy.language import Text
from advocacy.outcome import TrackedLink
from advocacy.program.base import Base
from advocacy.program.names import require_known
from advocacy.share import Share
from advocacy.storage import links, reviews, shares


class Linking(Base):
    """The part of `Program` that looks after links."""

    def links(
        self, *, advocate: str | None = None, story: str | None = None, campaign: str | None = None
    ) -> list[TrackedLink]:
        """Tracked links, ended ones too; never how often one was followed, for a link is one person's.

        Raises:
            NotFound: there is no such person, story or campaign.
        """
        with self.store.read() as tx:
            require_known(tx, advocate=advocate, story=story, campaign=campaign)
            return links.select(tx, advocate=advocate, story=story, campaign=campaign)

    def link_qr(self, share: Share | str, *, form: Literal["svg", "png"] = "svg") -> bytes:
        """A QR code of a share's tracked link, for a poster or a badge.

        Raises:
            NotFound: there is no such share.
            NotAllowed: it has no link.
        """
        from advocacy.track.links import qr, tracked_url  # noqa: PLC0415 - heavy: imported on first use

        with self.store.read() as tx:
            link = self._link_of(tx, share)
        return qr(tracked_url(self.settings.tracking.base_url, link.code), form=form)

    def end_links(
        self,
        *,
        by: str,
        role: str = "",
        share: Share | str | None = None,
        story: str | None = None,
        campaign: str | None = None,
        last_day: date | str | None = None,
    ) -> int:
        """Let the links of a share, a story or a campaign lead nowhere: now, or after their last day.

        Whoever follows one then reads the page of an unknown code; its clicks stay. What ended now stays
        ended; a last day may be changed until a link is ended so.

        Args:
            by: who decides. The author of a share may end its link.
            role: for which role anyone else does; one of those that approve or operate.
            share: the link of this share, or
            story: those of all editions of this story, or
            campaign: those of this campaign.
            last_day: in the programme's time zone; now, when absent.

        Returns:
            How many links that is; those that were ended before are not among them.

        Raises:
            InvalidInput: not exactly one of the three is named, or the day is no day or has passed.
            NotAllowed: the role has no say, or the share has no link.
            NotFound: there is no such share, story or campaign.
        """
        if sum(what is not None for what in (share, story, campaign)) != 1:
            raise InvalidInput(Mistake(field="share", message=_WHICH))
        ends_at, now = self._end_of(last_day), self.clock()
        with self.store.begin() as tx:
            require_known(tx, story=story, campaign=campaign)
            found = (
                [self._link_of(tx, share)]
                if share is not None
                else links.select(tx, story=story, campaign=campaign)
            )
            if share is None or by != found[0].advocate:
                self._require_say(role, runs_it=True)
            ended = [link for link in found if link.withdrawn_at is None]
            for link in ended:
                if ends_at is None:
                    links.withdraw(tx, link.code, now=now)
                else:
                    links.expire(tx, link.code, at=ends_at)
            subject = f"story:{story}" if story else f"campaign:{campaign}"
            if share is not None:
                subject = f"share:{share if isinstance(share, str) else share.id}"
            detail = {"role": role, "links": len(ended), "at": (ends_at or now).isoformat()}
            reviews.note(tx, by=by, verb="end links", subject=subject, now=now, detail=detail)
        return len(ended)

    def _end_of(self, last_day: date | str | None) -> datetime | None:
        if last_day is None:
            return None
        try:
            day = date.fromisoformat(last_day) if isinstance(last_day, str) else last_day
        except ValueError:
            raise InvalidInput(Mistake(field="last_day", message=_DAY.format(given=last_day))) from None
        ends_at = datetime.combine(day + timedelta(days=1), time(), self.zone)
        if ends_at <= self.clock():
            raise InvalidInput(Mistake(field="last_day", message=_PAST.format(day=day)))
        return ends_at

    def _link_of(self, tx: Connection, share: Share | str) -> TrackedLink:
        found = shares.get(tx, share if isinstance(share, str) else share.id)
        link = links.find_of(
            tx, story=found.story, edition=found.edition, advocate=found.advocate, network=found.network
        )
        if link is None:
            raise NotAllowed(_NO_LINK.format(share=found.id))
        return link


_WHICH = Text(
    fr="de quoi ? Exactement un de : share, story, campaign",
    en="of what? Exactly one of: share, story, campaign",
)
_DAY = Text(fr="« {given} » : un jour comme 2026-06-30", en="“{given}”: a day such as 2026-06-30")
_PAST = Text(
    fr="{day} est passé ; pour maintenant, ne donnez pas de jour",
    en="{day} has passed; to end them now, give no day",
)
_NO_LINK = Text(fr="Le partage « {share} » n’a pas de lien.", en="The share “{share}” has no link.")
