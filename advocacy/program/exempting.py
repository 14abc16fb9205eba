"""Exemptions: granting one, taking it back, and seeing which lapse soon or serve nobody."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, datetime, time
from fnmatch import fnmatchcase

from advocacy.charter.granted import Granted, key_of
from advocacy.errors import InvalidInput, Mistake, NotAllowed, NotFound
from advocacy.language import Text
from advocacy.program.reviewing import Reviewing
from advocacy.storage import exemptions, reviews
from advocacy.storage.exemptions import Uses

NOBODY = "nobody"
"""Who may grant an exemption from a rule that has none."""


class Exempting(Reviewing):
    """The part of `Program` that grants exemptions."""

    def grant_exemption(
        self,
        rule: str,
        *,
        by: str,
        reason: str,
        until: date | datetime,
        value: str | None = None,
        who: str | None = None,
    ) -> Granted:
        """Let something pass that a rule finds; it lapses by itself.

        Args:
            rule: a rule, or a family such as ``conf.*``.
            by: who grants it.
            reason: why, for whoever reads it later.
            until: the last day, in the programme’s zone, or the last moment.
            value: what may be said; without it, anything the rule finds.
            who: the advocate it is for; without it, everyone.

        Raises:
            InvalidInput: no rule has that name, there is no reason, or `until` is past.
            NotAllowed: nobody may grant an exemption from that rule.
            NotFound: there is no such advocate.
        """
        now = self.clock()
        self._require_exemptable(rule)
        last = self._last_moment(until)
        _require_sense(reason, last, now)
        if who is not None:
            self.advocate(who)
        granted = Granted(
            id=secrets.token_hex(4),
            rule=rule,
            value=value,
            who=who,
            reason=reason.strip(),
            by=by,
            until=last,
            granted_at=now,
        )
        with self.store.begin() as tx:
            exemptions.add(tx, granted)
            reviews.note(tx, by=by, verb="exempt", subject=f"exemption:{granted.id}", now=now)
        return granted

    def withdraw_exemption(self, exemption: str, *, by: str) -> None:
        """Take an exemption back; the rule fires again.

        Raises:
            NotFound: there is none of that id that still holds.
        """
        now = self.clock()
        with self.store.begin() as tx:
            if not exemptions.withdraw(tx, exemption, now=now):
                raise NotFound(_NO_EXEMPTION.format(id=exemption))
            reviews.note(tx, by=by, verb="withdraw", subject=f"exemption:{exemption}", now=now)

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
                until=self._last_moment(each.until) if each.until else None,
                uses=found.times,
                used_at=found.last,
            )

    def _last_moment(self, until: date | datetime) -> datetime:
        """The end of a day where the programme is; a moment stays as it is."""
        if isinstance(until, datetime):
            return until
        return datetime.combine(until, time.max, tzinfo=self.zone)

    def _require_exemptable(self, rule: str) -> None:
        rules = {ruling.id: ruling for ruling in self.charter.rulings}
        matching = [ruling for name, ruling in rules.items() if fnmatchcase(name, rule)]
        if not matching:
            from advocacy.documents import near_miss  # noqa: PLC0415 - heavy: imported on first use

            hint = near_miss(rule, rules)
            raise InvalidInput(Mistake(field="rule", message=_NO_RULE.format(rule=rule), hint=hint))
        closed = [ruling.id for ruling in matching if ruling.exempt == NOBODY]
        if len(closed) == len(matching):
            raise NotAllowed(_CLOSED.format(rule=", ".join(closed)))


def _require_sense(reason: str, until: datetime, now: datetime) -> None:
    if not reason.strip():
        raise InvalidInput(Mistake(field="reason", message=_NO_REASON))
    if until <= now:
        raise InvalidInput(Mistake(field="until", message=_PAST))


_NO_RULE = Text(fr="aucune règle « {rule} »", en="there is no rule “{rule}”")
_CLOSED = Text(
    fr="Personne ne peut déroger à {rule} : changez le texte, ou contestez la remarque.",
    en="Nobody may grant an exemption from {rule}: change the text, or dispute the finding.",
)
_NO_REASON = Text(fr="donnez une raison : on la relira", en="give a reason: it will be read again")
_PAST = Text(fr="la fin est déjà passée", en="the end is past already")
_NO_EXEMPTION = Text(
    fr="Aucune dérogation « {id} » en cours. La liste : advocacy charter exempt list",
    en="There is no exemption “{id}” that holds. The list: advocacy charter exempt list",
)
