"""Exemptions: granting one, taking it back, and seeing which lapse soon or serve nobody."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, datetime, time
from fnmatch import fnmatchcase

from advocacy.charter.granted import Granted, key_of
from advocacy.charter.granter import NOBODY, may_grant, told_granters
from advocacy.errors import InvalidInput, Mistake, NotAllowed, NotFound
from advocacy.language import Text
from advocacy.program.reviewing import Reviewing
from advocacy.storage import exemptions, reviews
from advocacy.storage.exemptions import Uses


class Exempting(Reviewing):
    """The part of `Program` that grants exemptions."""

    def grant_exemption(
        self,
        rule: str,
        *,
        by: str,
        role: str,
        reason: str,
        until: date | datetime,
        value: str | None = None,
        who: str | None = None,
    ) -> Granted:
        """Let something pass that a rule finds; it lapses by itself.

        Args:
            rule: a rule, or a family such as ``conf.*``, of which those with ``exempt: nobody`` keep firing.
            by: who grants it, for the record.
            role: for which role: one that the rule names under ``exempt``, in French or English; for a rule
                that names none, one of those that approve. Of a family it must be so for every rule.
            reason: why, for whoever reads it later.
            until: the last day, in the programme’s zone, or the last moment.
            value: what may be said; without it, anything the rule finds.
            who: the advocate it is for; without it, everyone.

        Raises:
            InvalidInput: no rule has that name, `by` or the reason is missing, or `until` is past.
            NotAllowed: nobody, or not that role, may grant an exemption from that rule.
            NotFound: there is no such advocate.
        """
        now = self.clock()
        self._require_granter(rule, role)
        last = self._last_moment(until)
        _require_sense(by, reason, last, now)
        if who is not None:
            self.advocate(who)
        granted = Granted(
            id=secrets.token_hex(4),
            rule=rule,
            value=value,
            who=who,
            reason=reason.strip(),
            by=by.strip(),
            role=role.strip(),
            until=last,
            granted_at=now,
        )
        with self.store.begin() as tx:
            exemptions.add(tx, granted)
            subject, detail = f"exemption:{granted.id}", {"role": granted.role}
            reviews.note(tx, by=granted.by, verb="exempt", subject=subject, now=now, detail=detail)
        return granted

    def withdraw_exemption(self, exemption: str, *, by: str, role: str) -> None:
        """Take an exemption back; the rule fires again.

        Args:
            exemption: its id.
            by: who decides, for the record.
            role: for which role: the one that granted it, or one of those that approve.

        Raises:
            NotFound: there is none of that id that still holds.
            NotAllowed: the role has no say in it.
        """
        now = self.clock()
        with self.store.begin() as tx:
            granted = next((each for each in exemptions.select(tx) if each.id == exemption), None)
            if granted is None or granted.withdrawn_at is not None:
                raise NotFound(_NO_EXEMPTION.format(id=exemption))
            if not may_grant(role, (granted.role, *self.settings.approval.roles)):
                roles = told_granters((granted.role, *self.settings.approval.roles))
                raise NotAllowed(_NOT_YOURS.format(role=role, roles=roles))
            exemptions.withdraw(tx, exemption, now=now)
            subject, detail = f"exemption:{exemption}", {"role": role}
            reviews.note(tx, by=by, verb="withdraw", subject=subject, now=now, detail=detail)

    def exemptions(self) -> list[Granted]:
        """Every exemption with its uses: those of the charter’s file, then those that were granted."""
        with self.store.read() as tx:
            used = exemptions.uses(tx)
            granted = exemptions.select(tx)
        return [*self._of_file(used), *granted]

    def _of_file(self, used: dict[str, Uses]) -> Iterator[Granted]:
        for each in self.charter.exemptions:
            found = used.get(key_of(each), Uses(0, None))
            yield Granted(
                id=key_of(each),
                rule=each.rule,
                value=each.value,
                who=each.who,
                reason=each.reason or "",
                by=each.by or "",
                role=each.by or "",
                until=self._last_moment(each.until) if each.until else None,
                uses=found.times,
                used_at=found.last,
            )

    def _last_moment(self, until: date | datetime) -> datetime:
        """The end of a day where the programme is; a moment stays as it is."""
        if isinstance(until, datetime):
            return until
        return datetime.combine(until, time.max, tzinfo=self.zone)

    def _require_granter(self, rule: str, role: str) -> None:
        rules = {ruling.id: ruling for ruling in self.charter.rulings}
        matching = [ruling for name, ruling in rules.items() if fnmatchcase(name, rule)]
        if not matching:
            from advocacy.documents import near_miss  # noqa: PLC0415 - heavy: imported on first use

            hint = near_miss(rule, rules)
            raise InvalidInput(Mistake(field="rule", message=_NO_RULE.format(rule=rule), hint=hint))
        open_ones = {ruling.id: ruling.exempt for ruling in matching if ruling.exempt != NOBODY}
        if not open_ones:
            raise NotAllowed(_CLOSED.format(rule=", ".join(ruling.id for ruling in matching)))
        for name, granters in open_ones.items():
            those = granters or self.settings.approval.roles
            if not may_grant(role, those):
                raise NotAllowed(_NOT_THEIRS.format(rule=name, role=role, roles=told_granters(those)))


def _require_sense(by: str, reason: str, until: datetime, now: datetime) -> None:
    if not by.strip():
        raise InvalidInput(Mistake(field="by", message=_NO_NAME))
    if not reason.strip():
        raise InvalidInput(Mistake(field="reason", message=_NO_REASON))
    if until <= now:
        raise InvalidInput(Mistake(field="until", message=_PAST))


_NO_RULE = Text(fr="aucune règle « {rule} »", en="there is no rule “{rule}”")
_CLOSED = Text(
    fr="Personne ne peut déroger à {rule} : changez le texte, ou contestez la remarque.",
    en="Nobody may grant an exemption from {rule}: change the text, or dispute the finding.",
)
_NOT_THEIRS = Text(
    fr="Pour {rule}, une dérogation se demande à « {roles} », et non à « {role} ».",
    en="From {rule}, {roles} may grant an exemption, not “{role}”: ask them for it.",
)
_NOT_YOURS = Text(
    fr="Cette dérogation se retire par {roles}, pas par « {role} ».",
    en="That exemption is taken back by {roles}, not by “{role}”.",
)
_NO_NAME = Text(fr="dites qui en décide : on le lira", en="say who decides: it will be read")
_NO_REASON = Text(fr="donnez une raison : on la relira", en="give a reason: it will be read again")
_PAST = Text(fr="la fin est déjà passée", en="the end is past already")
_NO_EXEMPTION = Text(
    fr="Aucune dérogation « {id} » en cours. La liste : advocacy charter exempt list",
    en="There is no exemption “{id}” that holds. The list: advocacy charter exempt list",
)
