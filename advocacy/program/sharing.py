"""What a person answers to an offer: yes in their own words, no, or “I have posted it”."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from advocacy.connectors.base import Lane, Posted
from advocacy.errors import (
    CharterRefusal,
    ConsentMissing,
    InvalidInput,
    Mistake,
    NotAllowed,
    NotShareable,
)
from advocacy.language import Text
from advocacy.program.nudging import Nudging
from advocacy.program.reviewing import unconfirmed
from advocacy.program.too_late import OVER, wrong_state
from advocacy.share import Post, Share, ShareState
from advocacy.storage import handoffs, reviews, shares

if TYPE_CHECKING:
    from advocacy.charter import Review
    from advocacy.connectors.preview import Preview
    from advocacy.publish.schedule import Slot

PLACE_OF_LINK = re.compile(r"\{\{?\s*(?:link|lien)\s*\}?\}", re.IGNORECASE)
"""Stands for the person's own tracked link in the words they write: ``{link}``, or ``{lien}``."""


class Sharing(Nudging):
    """The part of `Program` in which a person answers an offer."""

    def accept(
        self,
        share: Share | str,
        *,
        by: str,
        text: str | None = None,
        confirm: Mapping[str, str] | None = None,
        at: datetime | None = None,
    ) -> Share:
        """Take an offer, in these exact words; they go out as they stand.

        Args:
            share: the share, or its id.
            by: the advocate; nobody accepts for another.
            text: their own words; ``{link}`` or ``{lien}`` stands for their tracked link. Without it, the
                offered text.
            confirm: for each rule that warns, why it is right all the same.
            at: their own moment, which no schedule moves. Without it the share goes out at once, or in a slot
                of their working hours where ``schedule.automatic`` is set. The charter is asked about then. A
                moment that is past is refused, for it is a slip: whoever means “now” leaves it out.

        Returns:
            The share, `queued`, or `handed_off` where the person posts it in the network's own dialog.
            Accepting the same words again changes nothing but the moment, where another one is given and
            nothing was sent yet.

        Raises:
            CharterRefusal: the charter blocks the text, or warns and no reason is given.
            NotShareable: the offer has ended, or the share is over.
            InvalidInput: the network would refuse the text, or `at` is past.
            ConsentMissing: the account is not connected.
            NotAllowed: `by` is someone else.
        """
        offered = self.share(share if isinstance(share, str) else share.id)
        self._require_own(offered, by)
        words = offered.text if text is None else PLACE_OF_LINK.sub(lambda _: offered.link, text)
        if offered.state is not ShareState.OFFERED:
            return self._accepted_before(offered, words, at)
        self._require_current(offered)
        lane = self._ready_lane(offered, words)
        slot = self._moment_of(offered, words, at) if lane is Lane.TOKEN else None
        review = self.review_words(offered, words, when=slot.at if slot else None)
        reasons = dict(confirm or {})
        self._require_passed(review, reasons)
        self._write_acceptance(offered, words, review, reasons, lane=lane, slot=slot)
        return self.share(offered.id)

    def drops_link(self, share: Share | str) -> bool:
        """Whether the words that were taken leave out the tracked link, and we send no card of it either.

        Such a post may well be meant so; its clicks cannot be counted, and its readers are led nowhere.
        """
        found = self.share(share if isinstance(share, str) else share.id)
        if not found.link or found.link in found.text or self._lane_of(found) is Lane.HAND_OFF:
            return False
        sends_cards = bool(self.connector(found.network).capabilities.media.largest_card)
        return not sends_cards or self.appearance(found).card is None

    def appearance(self, share: Share | str, *, text: str | None = None) -> Preview:
        """What the network will show of a share, with `text` in place of its words; nothing is kept."""
        found = self.share(share if isinstance(share, str) else share.id)
        words = found.text if text is None else PLACE_OF_LINK.sub(lambda _: found.link, text)
        by_hand = self._lane_of(found) is Lane.HAND_OFF
        speaker = self.hand_off(found.network) if by_hand else self.connector(found.network)
        return speaker.preview(self._outgoing(found, words))

    def decline(self, share: Share | str, *, by: str, reason: str | None = None) -> Share:
        """Say no to an offer; the reason is the person's to give or not.

        Raises:
            NotAllowed: `by` is someone else, or it was accepted already.
        """
        return self._end(share, ShareState.DECLINED, by=by, reason=reason)

    def cancel(self, share: Share | str, *, by: str, reason: str | None = None) -> Share:
        """Take a share back before it is published.

        Raises:
            NotAllowed: `by` is someone else, or it is being published or was.
        """
        return self._end(share, ShareState.CANCELLED, by=by, reason=reason)

    def dialog(self, share: Share | str) -> str:
        """The address of the network's own share dialog, filled in, for a share that was handed off."""
        found = self.share(share if isinstance(share, str) else share.id)
        return self.hand_off(found.network).share_dialog(found.text, found.link, host=self._host_of(found))

    def confirm(self, share: Share | str, *, by: str, url: str) -> Share:
        """Say where the post is that the person made by hand; the address is checked.

        Saying the same again changes nothing; it may also be said after a click has confirmed the share.

        Raises:
            InvalidInput: the address is not one of a post on that network.
            NotAllowed: `by` is someone else, or the share was not handed off.
        """
        found = self.share(share if isinstance(share, str) else share.id)
        self._require_own(found, by)
        posted, now = self.hand_off(found.network).confirm(url, host=self._host_of(found)), self.clock()
        if found.url == posted.url:
            return found
        url, remote_id = posted.url, posted.remote_id
        with self.store.begin() as tx:
            moved = shares.move(
                tx,
                found.id,
                ShareState.CONFIRMED,
                url=url,
                remote_id=remote_id,
                published_at=now,
                confirmed_by=handoffs.ADDRESS,
                own_visitor=None,
            )
            if not moved and not shares.locate(tx, found.id, url=url, remote_id=remote_id):
                raise NotAllowed(wrong_state(found))
            shares.add_post(tx, self._post(found, posted))
            reviews.note(tx, by=by, verb="confirm", subject=f"share:{found.id}", now=now)
        return self.share(found.id)

    def _post(self, share: Share, posted: Posted) -> Post:
        return Post(
            share=share.id,
            network=share.network,
            remote_id=posted.remote_id,
            url=posted.url,
            published_at=share.published_at or self.clock(),
        )

    def _ready_lane(self, share: Share, words: str) -> Lane:
        """The lane of the person's profile, once the network would take these words."""
        lane = self._lane_of(share)
        if lane is Lane.TOKEN and not self.accounts.has(share.advocate, share.network):
            raise ConsentMissing(_NOT_CONNECTED.format(advocate=share.advocate, network=share.network))
        self._require_postable(share, words, lane)
        return lane

    def _require_postable(self, share: Share, words: str, lane: Lane) -> None:
        """Say what the network would refuse, before it does."""
        speaker = self.hand_off(share.network) if lane is Lane.HAND_OFF else self.connector(share.network)
        problems = speaker.problems(self._outgoing(share, words))
        if problems:
            raise InvalidInput(*(Mistake(field="text", message=problem) for problem in problems))

    def _require_current(self, share: Share) -> None:
        """The story is open; where a newer edition of it is, that one is offered in place of this share."""
        edition = self._open_edition(share.story, share.edition)
        with self.store.read() as tx:
            newer = self._newer(tx, edition)
        if newer is None:
            return
        with self.store.begin() as tx:
            self._offer_newer(tx, newer, "programme")
        raise NotShareable(wrong_state(self.share(share.id)))

    def _require_passed(self, review: Review, reasons: Mapping[str, str]) -> None:
        if review.verdict == "block":
            stops = dict.fromkeys(each.rule for each in review if each.severity == "block")
            given = ", ".join(rule for rule in stops if rule in reasons)
            raise CharterRefusal(review, _NO_REASON_FREES.format(rules=given) if given else _BLOCKED)
        unanswered = unconfirmed(review, reasons)
        if unanswered:
            raise CharterRefusal(review, _WARNED.format(rules=", ".join(unanswered)))

    def _write_acceptance(
        self,
        share: Share,
        words: str,
        review: Review,
        reasons: Mapping[str, str],
        *,
        lane: Lane,
        slot: Slot | None,
    ) -> None:
        now = self.clock()
        to = ShareState.HANDED_OFF if lane is Lane.HAND_OFF else ShareState.QUEUED
        with self.store.begin() as tx:
            accepted = shares.move(
                tx,
                share.id,
                to,
                only_from={ShareState.OFFERED},
                seen_text=share.text,
                text=words,
                accepted_at=now,
                due_at=max(slot.at, now) if slot else now,
            )
            if not accepted:
                raise NotShareable(_CHANGED_MEANWHILE)
            self._keep_moment(tx, slot, share, now)
            self.keep_review(tx, f"share:{share.id}", review, by=share.advocate, reasons=reasons)
            reviews.note(tx, by=share.advocate, verb="accept", subject=f"share:{share.id}", now=now)

    def _accepted_before(self, share: Share, words: str, at: datetime | None) -> Share:
        if share.accepted_at is None or share.text != words or share.state in OVER:
            raise NotShareable(wrong_state(share))
        if at is not None and share.due_at != at:
            self._choose_again(share, at)
        return self.share(share.id)

    def _end(self, share: Share | str, state: ShareState, *, by: str, reason: str | None) -> Share:
        found = self.share(share if isinstance(share, str) else share.id)
        self._require_own(found, by)
        if found.state is state:
            return found
        said = Text(fr=reason, en=reason) if reason else None
        with self.store.begin() as tx:
            if not shares.move(tx, found.id, state, reason=said):
                raise NotAllowed(wrong_state(found))
            reviews.note(tx, by=by, verb=str(state), subject=f"share:{found.id}", now=self.clock())
        return self.share(found.id)

    def _require_own(self, share: Share, by: str) -> None:
        if by != share.advocate:
            raise NotAllowed(
                fr=f"Ce partage est à {share.advocate} : personne ne répond pour un autre.",
                en=f"This share is {share.advocate}'s: nobody answers for another person.",
            )


_NOT_CONNECTED = Text(
    fr="Le compte {network} de {advocate} n’est pas relié. Pour le relier : "
    "advocacy connect {advocate} {network}",
    en="The {network} account of {advocate} is not connected. To connect it: "
    "advocacy connect {advocate} {network}",
)
_BLOCKED = Text(
    fr="La charte ne permet pas ce texte tel quel ; chaque remarque dit pourquoi et comment l’arranger.",
    en="The charter does not allow this text as it stands; each finding says why and how to mend it.",
)
_NO_REASON_FREES = Text(
    fr="Une raison ne suffit pas pour {rules}, qui bloque, même après une contestation entendue : changez le "
    "texte, ou demandez une dérogation.",
    en="A reason is not enough for {rules}, which blocks, even after a dispute was granted: change the text, "
    "or ask for an exemption.",
)
_WARNED = Text(
    fr="La charte vous demande une raison pour : {rules}. Changez le texte, ou confirmez en disant pourquoi.",
    en="The charter asks you for a reason for: {rules}. Change the text, or confirm and say why.",
)
_CHANGED_MEANWHILE = Text(
    fr="L’offre a changé pendant votre réponse ; regardez-la à nouveau.",
    en="The offer changed while you answered; look at it again.",
)
