"""Offering an approved story: one share, its words and its link for each person and network."""

from __future__ import annotations

import secrets

from sqlalchemy.engine import Connection

from advocacy.content.edition import Edition, StoryState
from advocacy.content.story import Story
from advocacy.errors import StoryUnavailable
from advocacy.language import Text, moment
from advocacy.people.advocate import Advocate
from advocacy.people.audience import Audience
from advocacy.people.profile import Profile
from advocacy.program.freezing import Freezing
from advocacy.share import Share, ShareState
from advocacy.storage import advocates, reviews, shares, stories
from advocacy.track.links import mint, new_code, tracked_url, with_utm


class Offering(Freezing):
    """The part of `Program` that offers stories."""

    def offer(
        self, story: Edition | str, *, audience: str | None = None, by: str = "programme"
    ) -> list[Share]:
        """Offer an approved story to everyone of the audience, on each network they have a profile on.

        Args:
            story: the story, or its id.
            audience: a rule over advocates' tags, in place of the story's own.
            by: who offers, for the record.

        Returns:
            The shares offered now or earlier. Offering twice changes nothing.

        Raises:
            StoryUnavailable: the newest edition is not approved, not yet open or closed, or frozen.
            InvalidInput: the audience cannot be read.
        """
        edition = self._open_edition(story)
        self._require_not_frozen(campaign=edition.story.campaign, story=edition.id)
        wanted = Audience.parse(audience if audience is not None else edition.story.audience)
        with self.store.read() as tx:
            people = [person for person in advocates.select(tx) if wanted.matches(person)]
            known = {
                (share.advocate, share.network): share
                for share in shares.select(tx, story=edition.id, edition=edition.number)
            }
        offers = []
        for person in people:
            for profile in person.profiles:
                share = known.get((person.id, profile.network)) or self._offer(edition, person, profile, by)
                if share is not None:
                    offers.append(share)
        return offers

    def _open_edition(self, story: Edition | str, number: int | None = None) -> Edition:
        story_id = story if isinstance(story, str) else story.id
        with self.store.read() as tx:
            edition = stories.get(tx, story_id, number)
        if edition.state is not StoryState.APPROVED:
            raise StoryUnavailable(_NOT_APPROVED.format(story=story_id, state=edition.state))
        self._require_open(edition.story)
        return edition

    def _require_open(self, story: Story) -> None:
        now = self.clock()
        if story.opens is not None and now < story.opens:
            raise StoryUnavailable(
                fr=f"« {story.id} » ouvre le {moment(story.opens, 'fr')}.",
                en=f"“{story.id}” opens on {moment(story.opens, 'en')}.",
            )
        if story.closes is not None and now >= story.closes:
            raise StoryUnavailable(
                fr=f"« {story.id} » a pris fin le {moment(story.closes, 'fr')}.",
                en=f"“{story.id}” closed on {moment(story.closes, 'en')}.",
            )

    def _offer(self, edition: Edition, person: Advocate, profile: Profile, by: str) -> Share | None:
        """One offer with its link, in one transaction; None where the story has no message for it."""
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
        with self.store.begin() as tx:
            if not shares.add(tx, share):
                return shares.select(
                    tx, story=edition.id, edition=edition.number, advocate=person.id, network=share.network
                )[0]
            if link:
                self._mint(tx, share, edition.story, code)
            reviews.note(tx, by=by, verb="offer", subject=f"share:{share.id}", now=now)
        return share

    def _mint(self, tx: Connection, share: Share, story: Story, code: str) -> None:
        target = with_utm(str(story.link), self.settings.tracking.utm, share)
        mint(tx, code=code, share=share, target=target, now=share.offered_at)


_NOT_APPROVED = Text(
    fr="« {story} » n’est pas approuvée (état : {state}). Voir : advocacy story show {story}",
    en="“{story}” is not approved (it is {state}). See: advocacy story show {story}",
)
