"""Stories: adding them, and the two sides of their approval."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import Connection

from advocacy.content.campaign import Campaign
from advocacy.content.edition import Approval, Edition, StoryState
from advocacy.content.story import Story
from advocacy.documents import load
from advocacy.errors import NotAllowed
from advocacy.language import Text
from advocacy.program.choices import choice
from advocacy.program.reviewing import Reviewing, StoryReview
from advocacy.storage import reviews, stories


class Content(Reviewing):
    """The part of `Program` that packages approved content."""

    def add_campaign(self, campaign: Campaign) -> Campaign:
        """Write a campaign down, in place of an earlier one of the same id."""
        with self.store.begin() as tx:
            stories.put_campaign(tx, campaign)
        return campaign

    def campaigns(self) -> list[Campaign]:
        """All campaigns, by id."""
        with self.store.read() as tx:
            return stories.campaigns_of(tx)

    def add_story(self, source: str | Path | Story, *, by: str = "programme") -> Edition:
        """Add a story from its file; the same content changes nothing, other content is a new edition.

        Raises:
            InvalidInput: with every mistake of the file.
            NotFound: there is no such file.
        """
        story = source if isinstance(source, Story) else load(source, Story)
        now = self.clock()
        with self.store.begin() as tx:
            before = stories.latest(tx, story.id)
            edition = stories.put(tx, story, now=now)
            if before is None or before.story.digest() != story.digest():
                self._note(tx, by, "add", edition, now)
        return edition

    def stories(self, *, campaign: str | None = None, state: StoryState | str | None = None) -> list[Edition]:
        """The newest edition of each story, by campaign and id."""
        wanted = None if state is None else choice(StoryState, state, field="state")
        with self.store.read() as tx:
            return stories.select(tx, campaign=campaign, state=wanted)

    def story(self, story: str, *, edition: int | None = None) -> Edition:
        """One story, by default its newest edition.

        Raises:
            NotFound: there is none.
        """
        with self.store.read() as tx:
            return stories.get(tx, story, edition)

    def submit(
        self, story: Edition | str, *, by: str = "programme", confirm: Mapping[str, str] | None = None
    ) -> StoryReview:
        """Ask for approval, once the charter has been applied to every message.

        Raises:
            CharterRefusal: a message is blocked, or warned about without a reason; `review` says which.
            NotAllowed: it was submitted already in other words, approved or withdrawn.
        """
        edition, reasons = self._newest(story), dict(confirm or {})
        reviewed = self.review_story(edition)
        for message in reviewed.messages:
            self._require_passed_message(message.review, reasons, message.name)
        if edition.state in {StoryState.SUBMITTED, StoryState.APPROVED}:
            return reviewed
        now = self.clock()
        with self.store.begin() as tx:
            self._move(tx, edition, StoryState.SUBMITTED, frm={StoryState.DRAFT})
            for message in reviewed.messages:
                self.keep_review(
                    tx, f"story:{edition.id}@{edition.number}", message.review, by=by, reasons=reasons
                )
            self._note(tx, by, "submit", edition, now)
        return reviewed

    def approve(self, story: Edition | str, *, by: str, role: str) -> Edition:
        """One role says yes; with the last one the story can be offered. Saying it twice changes nothing.

        Raises:
            NotAllowed: the story is not submitted, the role has no say, or `by` spoke for another role.
        """
        edition, roles = self._newest(story), tuple(self.settings.approval.roles)
        if role not in roles:
            raise NotAllowed(_NO_SAY.format(role=role, roles=", ".join(roles)))
        if edition.state is StoryState.APPROVED:
            return edition
        if edition.state is not StoryState.SUBMITTED:
            raise NotAllowed(_WRONG_STATE.format(story=edition.id, state=edition.state))
        if any(given.by == by and given.role != role for given in edition.approvals):
            raise NotAllowed(_TWO_PEOPLE.format(by=by))
        now = self.clock()
        with self.store.begin() as tx:
            new = stories.approve(tx, edition, Approval(role=role, by=by, at=now))
            after = stories.get(tx, edition.id, edition.number)
            if not after.missing(roles):
                stories.set_state(tx, edition, StoryState.APPROVED)
            if new:
                self._note(tx, by, f"approve as {role}", edition, now)
        return self.story(edition.id)

    def return_story(self, story: Edition | str, *, by: str, note: str) -> Edition:
        """Send a submitted story back to its author with a note.

        Raises:
            NotAllowed: it is not waiting for approval.
        """
        edition, now = self._newest(story), self.clock()
        with self.store.begin() as tx:
            self._move(tx, edition, StoryState.RETURNED, frm={StoryState.SUBMITTED})
            self._note(tx, by, "return", edition, now, note=note)
        return self.story(edition.id)

    def withdraw(self, story: Edition | str, *, by: str, note: str) -> Edition:
        """Offer a story no longer; what people have published stays theirs.

        Raises:
            NotAllowed: it is not approved.
        """
        edition, now = self._newest(story), self.clock()
        with self.store.begin() as tx:
            self._move(tx, edition, StoryState.WITHDRAWN, frm={StoryState.APPROVED})
            self._note(tx, by, "withdraw", edition, now, note=note)
        return self.story(edition.id)

    def _newest(self, story: Edition | str) -> Edition:
        return self.story(story if isinstance(story, str) else story.id)

    def _move(self, tx: Connection, edition: Edition, to: StoryState, *, frm: set[StoryState]) -> None:
        now_there = stories.get(tx, edition.id, edition.number)
        if now_there.state not in frm:
            raise NotAllowed(_WRONG_STATE.format(story=edition.id, state=now_there.state))
        stories.set_state(tx, edition, to)

    def _note(
        self, tx: Connection, by: str, verb: str, edition: Edition, now: datetime, **detail: str
    ) -> None:
        subject = f"story:{edition.id}@{edition.number}"
        reviews.note(tx, by=by, verb=verb, subject=subject, now=now, detail=detail)


_NO_SAY = Text(
    fr="Le rôle « {role} » n’approuve pas ; ceux qui approuvent : {roles}.",
    en="The role “{role}” does not approve; those who do: {roles}.",
)
_WRONG_STATE = Text(
    fr="L’histoire « {story} » est « {state} » : ce n’est pas possible maintenant.",
    en="The story “{story}” is “{state}”: that is not possible now.",
)
_TWO_PEOPLE = Text(
    fr="{by} a déjà approuvé pour un autre rôle : il faut deux personnes.",
    en="{by} has approved for another role already: it takes two people.",
)
