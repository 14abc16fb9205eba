"""Offering an approved story: one share, its words and its link for each person and network."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from advocacy.content.edition import Edition, StoryState
from advocacy.errors import InvalidInput, Mistake, NotFound, StoryUnavailable
from advocacy.language import Text
from advocacy.program.encouraging import Encouraging
from advocacy.share import Share, ShareState
from advocacy.storage import advocates, asks, reviews, shares, stories
from advocacy.track.links import leads_to, mint, new_code, tracked_url, with_utm

if TYPE_CHECKING:
    from advocacy.content.story import Story
    from advocacy.people.advocate import Advocate
    from advocacy.people.profile import Profile
    from advocacy.storage.asks import Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedByLot:
    """What was offered to those whom chance chose."""

    mark: str
    """Of the design."""
    shares: tuple[Share, ...]
    """Offered now or earlier."""
    later: Mapping[str, Text]
    """Stories that cannot be offered yet, and why."""


class Offering(Encouraging):
    """The part of `Program` that offers stories."""

    def offer(
        self,
        story: Edition | str,
        *,
        audience: str | None = None,
        edition: int | None = None,
        by: str = "programme",
    ) -> list[Share]:
        """Offer an approved story to everyone of the audience, on each network they have a profile on.

        Where chance decides who is asked (`encourage`), teams that were not drawn for the story are not.

        Args:
            story: the story, or its id.
            audience: a rule over advocates' tags, in place of the story's own.
            edition: which one, by default the newest; an older one only until a newer one is approved.
            by: who offers, for the record.

        Returns:
            The shares offered now or earlier. Offering twice changes nothing. Whoever was asked too often in
            the last seven days, or is away, is asked later: see `postponed`.

        Raises:
            StoryUnavailable: that edition is not approved, not yet open, closed, frozen, or has a successor.
            InvalidInput: the audience cannot be read, or the link leads elsewhere than the settings allow.
        """
        return self._offer_to(self._offerable(story, edition), audience, by)

    def offer_drawn(self, campaign: str, *, by: str = "programme") -> OfferedByLot:
        """Offer each story of a campaign to those whom chance chose for it; saying it again changes nothing.

        Everyone keeps their own limits: who was asked often enough this week, or is away, is asked later, and
        messages wait for their hours. Teams that were not drawn are not asked, now or later.

        Raises:
            NotFound: there is no such campaign, or nothing of it was left to chance.
        """
        plan, offered, later = self.registered_plan(campaign), list[Share](), dict[str, Text]()
        for story in plan.items:
            teams = frozenset(team for team in plan.teams if (story, team) in plan.asked)
            try:
                offered += self._offer_to(self._offerable(story), None, by, teams=teams)
            except StoryUnavailable as error:
                later[story] = error.text
        return OfferedByLot(mark=plan.mark, shares=tuple(offered), later=later)

    def _offerable(self, story: Edition | str, number: int | None = None) -> Edition:
        chosen = self._open_edition(story, number)
        self._require_newest(chosen)
        self._require_not_frozen(campaign=chosen.story.campaign, story=chosen.id)
        self._require_target(chosen.story)
        return chosen

    def _offer_to(
        self, chosen: Edition, audience: str | None, by: str, *, teams: Container[str] | None = None
    ) -> list[Share]:
        """Offer to everyone of the audience, or those of them in `teams`; never to who was left unasked."""
        from advocacy.people.audience import Audience  # noqa: PLC0415 - heavy: imported on first use

        wanted = Audience.parse(audience if audience is not None else chosen.story.audience)
        with self.store.read() as tx:
            apart = self._not_asked(tx, chosen)
            people = [
                person
                for person in advocates.select(tx)
                if person.team not in apart and (teams is None or person.team in teams)
            ]
            known: dict[str, dict[str, Share]] = defaultdict(dict)
            for share in shares.select(tx, story=chosen.id, edition=chosen.number):
                known[share.advocate][share.network] = share
        asked = (person for person in people if wanted.matches(person))
        return [share for person in asked for share in self._ask(chosen, person, known[person.id], by)]

    def ask_postponed(self) -> int:
        """Ask those who were postponed and may be asked now; how many. `publish` does it every minute."""
        return sum(self._ask_again(ask) for ask in self.postponed())

    def _ask_again(self, ask: Ask) -> bool:
        person, edition = self._still_wanted(ask)
        if person is None or edition is None:
            with self.store.begin() as tx:
                asks.forget(tx, ask)
            return False
        if self._frozen_by(campaign=edition.story.campaign, network="", story=edition.id) is not None:
            return False
        return bool(self._ask(edition, person, {}, ask.by))

    def _ask(self, edition: Edition, person: Advocate, known: Mapping[str, Share], by: str) -> list[Share]:
        """The person's shares of that edition, beside those that are `known`; none while they must wait.

        That they were asked, and what they are offered, is one transaction: whoever counts as asked has all
        their offers.
        """
        new = [profile for profile in person.profiles if profile.network not in known]
        found = [known[profile.network] for profile in person.profiles if profile.network in known]
        if not new or not (known or self._suits(edition, person)):
            return found
        with self.store.begin() as tx:
            if known or self._may_ask(tx, edition, person, by):
                made = [self._write_offer(tx, edition, person, profile, by) for profile in new]
                found += [share for share in made if share is not None]
        return found

    def _suits(self, edition: Edition, person: Advocate) -> bool:
        """Whether the story has a message that the person could share."""
        fallback = self.settings.programme.languages
        networks = (profile.network for profile in person.profiles)
        return any(edition.story.message_for(person, name, fallback=fallback) for name in networks)

    def _still_wanted(self, ask: Ask) -> tuple[Advocate | None, Edition | None]:
        """The person and the edition, where the one is still there and the other still offered."""
        try:
            edition = self._open_edition(ask.story, ask.edition)
            self._require_newest(edition)
            person = self.advocate(ask.advocate)
        except (NotFound, StoryUnavailable):
            return None, None
        with self.store.read() as tx:
            is_apart = person.team in self._not_asked(tx, edition)
        return None if is_apart else person, edition

    def _offer_newer(self, tx: Connection, newer: Edition, by: str) -> int:
        """Offer anew, in the words of `newer`, what was offered in an older edition and not answered.

        What was accepted goes out as it was accepted; what was declined stays declined. The number of offers
        that ended is returned.
        """
        from advocacy.people.audience import Audience  # noqa: PLC0415 - heavy: imported on first use

        audience = Audience.parse(newer.story.audience)
        older = [
            share
            for share in shares.select(tx, story=newer.id, state=ShareState.OFFERED)
            if share.edition < newer.number
        ]
        for share in older:
            shares.move(tx, share.id, ShareState.CANCELLED, reason=_SUPERSEDED.format(edition=newer.number))
            person = advocates.get(tx, share.advocate)
            profile = person.profile(share.network)
            if profile is not None and audience.matches(person):
                self._write_offer(tx, newer, person, profile, by)
        return len(older)

    def _newer(self, tx: Connection, edition: Edition) -> Edition | None:
        """The newest approved edition after this one that is open now."""
        later = [each for each in stories.approved(tx, edition.id) if each.number > edition.number]
        return next((each for each in reversed(later) if self._is_open(each.story)), None)

    def _require_newest(self, edition: Edition) -> None:
        with self.store.read() as tx:
            newer = self._newer(tx, edition)
        if newer is not None:
            raise StoryUnavailable(
                _OLDER.format(story=edition.id, edition=edition.number, newer=newer.number)
            )

    def _open_edition(self, story: Edition | str, number: int | None = None) -> Edition:
        story_id = story if isinstance(story, str) else story.id
        with self.store.read() as tx:
            edition = stories.get(tx, story_id, number)
        if edition.state is not StoryState.APPROVED:
            raise StoryUnavailable(_NOT_APPROVED.format(story=story_id, state=edition.state.told))
        self._require_open(edition.story)
        return edition

    def _is_open(self, story: Story) -> bool:
        now = self.clock()
        return (story.opens is None or story.opens <= now) and (story.closes is None or now < story.closes)

    def _require_open(self, story: Story) -> None:
        now = self.clock()
        if story.opens is not None and now < story.opens:
            raise StoryUnavailable(_OPENS.format(story=story.id, at=self._told(story.opens)))
        if story.closes is not None and now >= story.closes:
            raise StoryUnavailable(_CLOSED.format(story=story.id, at=self._told(story.closes)))

    def _write_offer(
        self, tx: Connection, edition: Edition, person: Advocate, profile: Profile, by: str
    ) -> Share | None:
        """One offer with its link; None where the story has no message for it."""
        languages = self.settings.programme.languages
        message = edition.story.message_for(person, profile.network, fallback=languages)
        if message is None:
            return None
        code, now = new_code(), self.clock()
        link = tracked_url(self.settings.tracking.base_url, code) if edition.story.link else ""
        share = Share(
            id=secrets.token_hex(6),
            story=edition.id,
            edition=edition.number,
            campaign=edition.story.campaign,
            advocate=person.id,
            network=profile.network,
            language=message.language,
            state=ShareState.OFFERED,
            text=edition.story.write(message, person, link=link),
            link=link,
            offered_at=now,
            due_at=now,
        )
        if not shares.add(tx, share):
            return shares.select(
                tx, story=edition.id, edition=edition.number, advocate=person.id, network=share.network
            )[0]
        if link:
            self._mint(tx, share, edition.story, code)
        reviews.note(tx, by=by, verb="offer", subject=f"share:{share.id}", now=now)
        return share

    def _require_target(self, story: Story) -> None:
        """Refuse a story whose link leads to a host that the settings do not name.

        Raises:
            InvalidInput: it does.
        """
        hosts = self.settings.tracking.target_hosts
        if story.link is not None and not leads_to(str(story.link), hosts):
            message = _ELSEWHERE.format(link=str(story.link)[:200], hosts=", ".join(hosts))
            raise InvalidInput(Mistake(field="link", message=message))

    def _mint(self, tx: Connection, share: Share, story: Story, code: str) -> None:
        self._require_target(story)
        target = with_utm(str(story.link), self.settings.tracking.utm, share)
        mint(tx, code=code, share=share, target=target, now=share.offered_at)


_ELSEWHERE = Text(
    fr="« {link} » mène ailleurs que là où les réglages le permettent (tracking.target_hosts) : {hosts}",
    en="“{link}” leads elsewhere than the settings allow (tracking.target_hosts): {hosts}",
)
_OPENS = Text(fr="« {story} » ouvre le {at}.", en="“{story}” opens on {at}.")
_CLOSED = Text(fr="« {story} » a pris fin le {at}.", en="“{story}” closed on {at}.")
_NOT_APPROVED = Text(
    fr="« {story} » n’est pas approuvée (état : {state}). Voir : advocacy story show {story}",
    en="“{story}” is not approved (it is {state}). See: advocacy story show {story}",
)
_OLDER = Text(
    fr="L’édition {edition} de « {story} » a une suite approuvée : proposez l’édition {newer}.",
    en="Edition {edition} of “{story}” has an approved successor: offer edition {newer}.",
)
_SUPERSEDED = Text(
    fr="L’histoire a été mise à jour : l’édition {edition} vous est proposée à sa place.",
    en="The story was updated: edition {edition} is offered to you in its place.",
)
