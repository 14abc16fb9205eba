"""Visitors who agreed that their follows be put together, within one campaign and for a while.

off ─ tracking.campaign_visitors ─▶ on ─ a visitor agrees on the site ─▶ kept ─ they withdraw ──▶ deleted
                                                                          └─ 30 days after it ─▶ deleted
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from hashlib import blake2b

from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from advocacy.errors import InvalidInput, Mistake, NotAllowed
from advocacy.language import Text
from advocacy.outcome import Touch
from advocacy.program.base import Base
from advocacy.storage import consented_visits, conversions, stories
from advocacy.storage.consented_visits import CampaignKey
from advocacy.storage.days import date_of, day_number

log = logging.getLogger("advocacy.program")

KEPT = timedelta(days=30)
"""How long after its campaign's end what a visitor agreed to is kept."""
_SHORTEST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentingVisitors:
    """What those told who agreed; they are no sample of the others.

    Attributes:
        visitors: different people (or browsers, as their site tells them apart), over all days.
        several_days: of them, how many came on more than one day (in UTC).
        several_networks: of them, how many came from more than one network.
        several_colleagues: of them, how many followed the links of more than one colleague.
        kept_until: the day after which all this is deleted.
    """

    visitors: int
    several_days: int
    several_networks: int
    several_colleagues: int
    kept_until: date


class Consenting(Base):
    """The part of `Program` that knows visitors who agreed."""

    def consent(self, visitor: str, *, click_ids: Iterable[str]) -> int:
        """Put the follows of one visitor together, who has agreed to it on your site; how many were new.

        Only a hash of `visitor` is kept, by a key that each campaign has of its own, so that nobody is known
        in two of them. It is destroyed 30 days after the end that the campaign has when its first visitor
        agrees.

        Args:
            visitor: what your site calls them, such as a random id of at least 16 characters in a cookie.
            click_ids: what their browser kept; those that are none of ours are left out.

        Raises:
            NotAllowed: the settings do not say so (``tracking.campaign_visitors``), or a campaign has no
                end, or ended too long ago.
            InvalidInput: the id is too short for nobody to guess it.
        """
        from advocacy.track.click_ids import touches  # noqa: PLC0415 - heavy: imported on first use

        self._require_campaign_visitors()
        if len(visitor) < _SHORTEST:
            raise InvalidInput(Mistake(field="visitor", message=_SHORT.format(least=_SHORTEST)))
        with self.store.begin() as tx:
            known = touches(conversions.key(tx), click_ids)
            places = conversions.places(tx, (touch.code for touch in known))
            by_campaign: defaultdict[str, list[Touch]] = defaultdict(list)
            for touch in known:
                if touch.code in places:
                    by_campaign[places[touch.code].campaign].append(touch)
            return sum(
                consented_visits.add(tx, campaign, _hashed(self._key_of(tx, campaign), visitor), mine)
                for campaign, mine in by_campaign.items()
            )

    def withdraw_consent(self, visitor: str) -> int:
        """Delete what was kept of a visitor who changed their mind, in every campaign; how many follows."""
        with self.store.begin() as tx:
            return sum(
                consented_visits.forget_visitor(tx, each.campaign, _hashed(each, visitor))
                for each in list(consented_visits.keys(tx))
            )

    def consenting_visitors(self, campaign: str) -> ConsentingVisitors:
        """How many of those who agreed came again, from elsewhere, or by another colleague.

        Raises:
            NotAllowed: the settings do not say so, nobody agreed, it was deleted, or they are too few.
        """
        self._require_campaign_visitors()
        with self.store.read() as tx:
            found, follows = consented_visits.key_of(tx, campaign), consented_visits.follows(tx, campaign)
        if found is None:
            raise NotAllowed(_NOBODY.format(campaign=campaign))
        if not found.key or found.last_day < self._today():
            raise NotAllowed(_DELETED.format(campaign=campaign, day=date_of(found.last_day)))
        days: defaultdict[str, set[int]] = defaultdict(set)
        networks: defaultdict[str, set[str]] = defaultdict(set)
        colleagues: defaultdict[str, set[str]] = defaultdict(set)
        for each in follows:
            days[each.visitor].add(each.day)
            networks[each.visitor].add(each.network)
            colleagues[each.visitor].add(each.advocate)
        least = self.settings.programme.min_group
        if len(days) < least or len({who for known in colleagues.values() for who in known}) < least:
            raise NotAllowed(_FEW.format(least=least))
        return ConsentingVisitors(
            visitors=len(days),
            several_days=sum(len(each) > 1 for each in days.values()),
            several_networks=sum(len(each) > 1 for each in networks.values()),
            several_colleagues=sum(len(each) > 1 for each in colleagues.values()),
            kept_until=date_of(found.last_day),
        )

    def forget_visitors(self) -> list[str]:
        """Destroy what consenting visitors left in campaigns that ended 30 days ago; their ids.

        A publisher or a sweep does it every minute, whether the setting is still on or not.
        """
        with self.store.read() as tx:
            if not any(each.last_day < self._today() for each in consented_visits.keys(tx)):
                return []
        with self.store.begin() as tx:
            return consented_visits.forget_over(tx, today=self._today())

    def _besides(self) -> None:
        """Forget what is over; what is wrong with one thing must not stop publishing."""
        super()._besides()
        try:
            self.forget_visitors()
        except SQLAlchemyError as error:
            log.warning("visitors were not forgotten: %s", type(error).__name__, extra={"action": "forget"})

    def _require_campaign_visitors(self) -> None:
        if not self.settings.tracking.campaign_visitors:
            raise NotAllowed(_OFF)

    def _key_of(self, tx: Connection, campaign: str) -> CampaignKey:
        """The key of a campaign; drawn anew only where its end is known and not too long ago."""
        found = consented_visits.key_of(tx, campaign)
        if found is None:
            one = next((each for each in stories.campaigns_of(tx) if each.id == campaign), None)
            if one is None or one.ends is None:
                raise NotAllowed(_NO_END.format(campaign=campaign))
            last = day_number(one.ends + KEPT)
            if last >= self._today():
                return consented_visits.draw(tx, campaign, last_day=last)
            found = CampaignKey(campaign=campaign, key=b"", last_day=last)
        if not found.key or found.last_day < self._today():
            raise NotAllowed(_DELETED.format(campaign=campaign, day=date_of(found.last_day)))
        return found

    def _today(self) -> int:
        return day_number(self.clock().astimezone(UTC).date())


def _hashed(found: CampaignKey, visitor: str) -> str:
    return blake2b(visitor.encode(), key=found.key, digest_size=16).hexdigest()


_OFF = Text(
    fr="Les visiteurs ne se suivent pas d’un jour à l’autre. Avec leur accord : [tracking] "
    "campaign_visitors = true",
    en="Visitors are not followed from one day to the next. With their consent: [tracking] "
    "campaign_visitors = true",
)
_SHORT = Text(
    fr="au moins {least} caractères tirés au hasard, pour que nul ne le devine",
    en="at least {least} characters drawn at random, so that nobody guesses it",
)
_NO_END = Text(
    fr="La campagne « {campaign} » n’a pas de fin : donnez-lui « ends », car 30 jours après tout est effacé.",
    en="The campaign “{campaign}” has no end: give it `ends`, for 30 days after it all is deleted.",
)
_NOBODY = Text(
    fr="Personne n’a donné son accord pour « {campaign} » : cette mesure n’existe pas sans lui.",
    en="Nobody has agreed for “{campaign}”: without that this measure does not exist.",
)
_DELETED = Text(
    fr="Ce que les visiteurs de « {campaign} » ont laissé fut gardé jusqu’au {day}, puis effacé.",
    en="What the visitors of “{campaign}” left was kept until {day}, then deleted.",
)
_FEW = Text(
    fr="Moins de {least} visiteurs ou collègues : non montré.",
    en="Fewer than {least} visitors or colleagues: not shown.",
)
