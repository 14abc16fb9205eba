"""Disputes: a person contradicts a finding, somebody answers, and rules that are often wrong are seen."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from advocacy.charter.dispute import Dispute, DisputedRule, Ruled
from advocacy.errors import InvalidInput, Mistake, NotAllowed, NotFound
from advocacy.language import Text
from advocacy.program.choices import choice
from advocacy.program.reviewing import Reviewing
from advocacy.storage import disputes, reviews

if TYPE_CHECKING:
    from advocacy.share import Share


class Disputing(Reviewing):
    """The part of `Program` that hears disputes."""

    def dispute(self, subject: str, rule: str, *, by: str, reason: str, text: str | None = None) -> Dispute:
        """Contradict a finding. Doing it twice changes nothing while the first one is open.

        Args:
            subject: a share, or a review that was kept.
            rule: the rule that found something.
            by: who contradicts: of a share, its advocate; of a review, who asked for it.
            reason: why the finding is wrong.
            text: the words that were refused. Drafts are not kept; these are shown because they are given
                here. Without them, the share’s own words are meant.

        Raises:
            NotFound: there is no such share or review, or the rule finds nothing there.
            NotAllowed: it is somebody else’s.
            InvalidInput: there is no reason.
        """
        if not reason.strip():
            raise InvalidInput(Mistake(field="reason", message=_NO_REASON))
        kept = self._kept_review(subject)
        if kept is None:
            return self._dispute_share(self.share(subject), rule, by=by, reason=reason, text=text)
        if kept.by != by:
            raise NotAllowed(_NOT_YOURS)
        _require_found(rule, [str(finding["rule"]) for finding in kept.findings])
        return self._open(kept.subject, rule, by=by, reason=reason, review=kept.id)

    def answer_dispute(self, dispute: str, outcome: Ruled | str, *, by: str, answer: str) -> Dispute:
        """Answer a dispute: ``upheld`` (the rule was right) or ``granted`` (the person was).

        Raises:
            NotFound: there is no such dispute.
            NotAllowed: it was answered already, or by the person who opened it.
            InvalidInput: nothing is said, or `outcome` is neither.
        """
        if not answer.strip():
            raise InvalidInput(Mistake(field="answer", message=_NO_ANSWER))
        ruled, now = choice(Ruled, outcome, field="outcome"), self.clock()
        with self.store.begin() as tx:
            if disputes.get(tx, dispute).by == by:
                raise NotAllowed(_OWN)
            if not disputes.answer(tx, dispute, outcome=ruled, said=answer.strip(), by=by, now=now):
                raise NotAllowed(_ANSWERED)
            reviews.note(tx, by=by, verb="answer", subject=f"dispute:{dispute}", now=now)
            return disputes.get(tx, dispute)

    def disputes(self, *, only_open: bool = False, by: str | None = None) -> list[Dispute]:
        """Disputes, oldest first."""
        with self.store.read() as tx:
            return disputes.select(tx, only_open=only_open, by=by)

    def disputed_rules(self) -> list[DisputedRule]:
        """How often each rule was disputed and who was right, the most disputed first."""
        with self.store.read() as tx:
            return disputes.by_rule(tx)

    def decisions(
        self, *, subject: str | None = None, by: str | None = None, limit: int = 100
    ) -> list[reviews.Kept]:
        """What was decided, newest first, with the version of the charter and the reasons given."""
        with self.store.read() as tx:
            return reviews.select(tx, subject=subject, by=by, limit=limit)

    def _kept_review(self, subject: str) -> reviews.Kept | None:
        with self.store.read() as tx:
            return reviews.get(tx, subject)

    def _dispute_share(self, share: Share, rule: str, *, by: str, reason: str, text: str | None) -> Dispute:
        if share.advocate != by:
            raise NotAllowed(_NOT_YOURS)
        review = self.review_words(share, share.text if text is None else text)
        _require_found(rule, [finding.rule for finding in review])
        subject = f"share:{share.id}"
        with self.store.begin() as tx:
            known = disputes.open_one(tx, subject=subject, rule=rule, by=by)
            if known is not None:
                return disputes.get(tx, known)
            kept = self.keep_review(tx, subject, review, by=by, reasons={})
        return self._open(subject, rule, by=by, reason=reason, review=kept)

    def _open(self, subject: str, rule: str, *, by: str, reason: str, review: str) -> Dispute:
        made, now = secrets.token_hex(4), self.clock()
        with self.store.begin() as tx:
            known = disputes.open_one(tx, subject=subject, rule=rule, by=by)
            if known is None:
                disputes.add(tx, made, review=review, rule=rule, by=by, reason=reason.strip(), now=now)
                reviews.note(tx, by=by, verb="dispute", subject=f"dispute:{made}", now=now)
            return disputes.get(tx, known or made)


def _require_found(rule: str, found: list[str]) -> None:
    if rule not in found:
        from advocacy.documents import near_miss  # noqa: PLC0415 - heavy: imported on first use

        hint = near_miss(rule, found) or Text(fr="aucune remarque", en="no finding")
        raise NotFound(_NOT_FOUND.format(rule=rule, hint=hint))


_NO_REASON = Text(fr="dites pourquoi la remarque a tort", en="say why the finding is wrong")
_NO_ANSWER = Text(fr="répondez à la personne", en="answer the person")
_NOT_YOURS = Text(fr="On conteste ses propres remarques.", en="One disputes one’s own findings.")
_OWN = Text(fr="Personne ne répond à sa propre contestation.", en="Nobody answers a dispute of their own.")
_ANSWERED = Text(fr="Cette contestation a déjà sa réponse.", en="That dispute has its answer already.")
_NOT_FOUND = Text(fr="« {rule} » ne relève rien ici ({hint}).", en="“{rule}” finds nothing here ({hint}).")
