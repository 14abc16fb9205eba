"""Stories: adding them, and the two sides of their approval."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from advocacy.content.edition import Approval, Edition, StoryState
from advocacy.errors import NotAllowed
from advocacy.language import Text
from advocacy.program.choices import choice
from advocacy.program.illustrating import illustrated
from advocacy.program.names import campaign_missing, require_writable
from advocacy.program.offering import Offering
from advocacy.share import ShareState
from advocacy.storage import deletions, media, reviews, shares, stories

if TYPE_CHECKING:
    from advocacy.content.campaign import Campaign
    from advocacy.content.story import Story
    from advocacy.program.reviewing import StoryReview


class Content(Offering):
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

    def add_story(
        self, source: str | Path | Story, *, by: str = "programme", folder: str | Path | None = None
    ) -> Edition:
        """Add a story from its file; the same content changes nothing, other content is a new edition.

        Its images are read now, and kept upright and without metadata: what is approved is what is sent.

        Args:
            source: its file, or the story itself.
            by: who adds it, for the record.
            folder: where the paths of its images begin; by default, beside its file.

        Raises:
            InvalidInput: with every mistake of the file, images that cannot be read among them.
            NotFound: there is no such file.
        """
        from advocacy.content.story import Story  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.documents import load  # noqa: PLC0415 - heavy: imported on first use

        if isinstance(source, Story):
            story, beside = source, Path(folder) if folder else None
        else:
            story, beside = load(source, Story), Path(folder or Path(source).parent)
        require_writable([message.network for message in story.messages])
        self._require_target(story)
        story, files = illustrated(story, folder=beside, fetch=_fetch, is_known=self._has_file)
        now = self.clock()
        with self.store.begin() as tx:
            media.put(tx, *files)
            before = stories.latest(tx, story.id)
            edition = stories.put(tx, story, now=now)
            if before is None or before.story.digest() != story.digest():
                self._note(tx, by, "add", edition, now)
        return edition

    def campaign_missing(self, story: Edition | Story) -> Text | None:
        """That a story names a campaign which nobody has added, and the nearest name; None where it is there.

        It may be added all the same: a campaign often follows its first story.
        """
        told = story.story if isinstance(story, Edition) else story
        with self.store.read() as tx:
            return campaign_missing(tx, told.id, told.campaign)

    def _has_file(self, sha256: str) -> bool:
        with self.store.read() as tx:
            return bool(media.known(tx, [sha256]))

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
            now_there = self._move(tx, edition.id, StoryState.SUBMITTED, frm=StoryState.DRAFT)
            if now_there.story != edition.story:
                raise NotAllowed(_CHANGED_MEANWHILE.format(story=edition.id))
            for message in reviewed.messages:
                self.keep_review(
                    tx, f"story:{edition.id}@{edition.number}", message.review, by=by, reasons=reasons
                )
            self._note(tx, by, "submit", edition, now)
        return reviewed

    def approve(self, story: Edition | str, *, by: str, role: str, edition: int | None = None) -> Edition:
        """One role says yes; with the last one the story can be offered. Saying it twice changes nothing.

        Offers of an older edition that nobody has answered are made anew, in the new words; what was accepted
        goes out as it was accepted.

        Args:
            story: the story, or its id.
            by: who says yes.
            role: for which role.
            edition: which one was read; by default the newest.

        Raises:
            NotAllowed: the story is not submitted, the role has no say, or `by` spoke for another role.
        """
        now, roles = self.clock(), tuple(self.settings.approval.roles)
        self._require_say(role)
        with self.store.begin() as tx:
            chosen = stories.locked(tx, _id(story), edition)
            if chosen.state is not StoryState.APPROVED:
                _require_approvable(chosen, by, role)
                if stories.approve(tx, chosen, Approval(role=role, by=by, at=now)):
                    self._note(tx, by, f"approve as {role}", chosen, now)
                self._open_if_agreed(tx, chosen, roles, by)
        return self.story(chosen.id, edition=chosen.number)

    def _open_if_agreed(self, tx: Connection, edition: Edition, roles: tuple[str, ...], by: str) -> None:
        if stories.get(tx, edition.id, edition.number).missing(roles):
            return
        stories.set_state(tx, edition, StoryState.APPROVED)
        if self._is_open(edition.story):
            self._offer_newer(tx, edition, by)

    def return_story(self, story: Edition | str, *, by: str, note: str) -> Edition:
        """Send a submitted story back to its author with a note.

        Raises:
            NotAllowed: it is not waiting for approval.
        """
        now = self.clock()
        with self.store.begin() as tx:
            edition = self._move(tx, _id(story), StoryState.RETURNED, frm=StoryState.SUBMITTED)
            self._note(tx, by, "return", edition, now, note=note)
        return self.story(edition.id)

    def withdraw(self, story: Edition | str, *, by: str, note: str) -> Edition:
        """Offer a story no longer, in any edition: what waits is cancelled, links stay.

        What is published stays its author's: each is asked whether they delete it (see `deletions`), and
        nobody is made to. What is in doubt stays in doubt, and is not sent again.

        Raises:
            NotAllowed: none of its editions is approved.
        """
        now, said = self.clock(), Text(fr=note, en=note)
        with self.store.begin() as tx:
            editions = stories.approved(tx, _id(story), lock=True)
            if not editions:
                raise NotAllowed(_wrong_state(stories.get(tx, _id(story))))
            for edition in editions:
                stories.set_state(tx, edition, StoryState.WITHDRAWN)
                for share in shares.select(tx, story=edition.id, edition=edition.number):
                    shares.move(tx, share.id, ShareState.CANCELLED, only_from=_WAITING, reason=said)
                deletions.offer(tx, edition.id, edition.number, by=by, note=note, now=now)
                self._note(tx, by, "withdraw", edition, now, note=note)
        return self.story(_id(story))

    def _newest(self, story: Edition | str) -> Edition:
        return self.story(_id(story))

    def _move(self, tx: Connection, story: str, to: StoryState, *, frm: StoryState) -> Edition:
        edition = stories.locked(tx, story)
        if edition.state is not frm:
            raise NotAllowed(_wrong_state(edition))
        stories.set_state(tx, edition, to)
        return edition

    def _note(
        self, tx: Connection, by: str, verb: str, edition: Edition, now: datetime, **detail: str
    ) -> None:
        subject = f"story:{edition.id}@{edition.number}"
        reviews.note(tx, by=by, verb=verb, subject=subject, now=now, detail=detail)


_NEXT = {
    StoryState.DRAFT: Text(
        fr="Demandez d’abord l’approbation : advocacy story submit {story}",
        en="Ask for its approval first: advocacy story submit {story}",
    ),
    StoryState.SUBMITTED: Text(
        fr="Elle attend l’approbation, ou d’être rendue : advocacy story approve, advocacy story return",
        en="It waits to be approved or returned: advocacy story approve, advocacy story return",
    ),
    StoryState.APPROVED: Text(
        fr="Pour la changer : son fichier, puis story add. Pour finir : advocacy story withdraw {story}",
        en="To change it, change its file and add it; to stop it: advocacy story withdraw {story}",
    ),
    StoryState.RETURNED: Text(
        fr="Changez son fichier comme demandé, puis : advocacy story add, advocacy story submit {story}",
        en="Change its file as was asked, then: advocacy story add, advocacy story submit {story}",
    ),
    StoryState.WITHDRAWN: Text(
        fr="Pour y revenir, changez son fichier et ajoutez-le : ce sera une nouvelle édition",
        en="To come back to it, change its file and add it: that will be a new edition",
    ),
}
"""What is to be done with a story in that state."""
_WRONG_STATE = Text(
    fr="L’histoire « {story} » est « {state} » : ce n’est pas possible maintenant. {next}.",
    en="The story “{story}” is “{state}”: that is not possible now. {next}.",
)
_CHANGED_MEANWHILE = Text(
    fr="L’histoire « {story} » a changé pendant sa relecture : recommencez.",
    en="The story “{story}” changed while it was reviewed: do it again.",
)
_WAITING = frozenset({ShareState.OFFERED, ShareState.QUEUED, ShareState.ON_HOLD})
_TWO_PEOPLE = Text(
    fr="{by} a déjà approuvé pour un autre rôle : il faut deux personnes.",
    en="{by} has approved for another role already: it takes two people.",
)


def _id(story: Edition | str) -> str:
    return story if isinstance(story, str) else story.id


def _require_approvable(edition: Edition, by: str, role: str) -> None:
    if edition.state is not StoryState.SUBMITTED:
        raise NotAllowed(_wrong_state(edition))
    if any(given.by == by and given.role != role for given in edition.approvals):
        raise NotAllowed(_TWO_PEOPLE.format(by=by))


def _wrong_state(edition: Edition) -> Text:
    advice = _NEXT[edition.state].format(story=edition.id)
    return _WRONG_STATE.format(story=edition.id, state=edition.state.told, next=advice)


def _fetch(address: str) -> bytes:
    """What the public finds there, and nobody inside the company alone."""
    from advocacy.connectors.http import HttpClient  # noqa: PLC0415 - heavy: imported on first use
    from advocacy.connectors.pictures import LARGEST_FILE  # noqa: PLC0415 - heavy: imported on first use

    return HttpClient().fetch(address, largest=LARGEST_FILE)
