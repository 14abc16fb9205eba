"""Whose database it is: a copy that publishes what the other one publishes would post twice."""

from __future__ import annotations

from functools import cached_property

from advocacy.errors import ConfigurationError
from advocacy.language import Text
from advocacy.program.gate import Gating
from advocacy.program.installation import Tally
from advocacy.storage import installation, outbox, reviews


class Owning(Gating):
    """The part of `Program` that knows whether the database is this installation's own."""

    def adopt(self, *, by: str, role: str) -> int:
        """Take a copied or restored database over as this installation's own.

        What was waiting may have been published by the other one: it becomes `unknown`, to be looked up
        or decided by a person, and is never sent blindly. The number of such shares is returned; the
        `history` of each says who did it.

        Raises:
            NotAllowed: the role neither approves nor operates (`settings.approval`).
        """
        self._require_say(role, runs_it=True)
        now = self.clock()
        with self.store.begin() as tx:
            doubted = outbox.doubt_everything(tx, now=now)
            installation.adopt(tx, self.installation)
            self._tally.catch_up(tx)
            detail: dict[str, object] = {"role": role, "shares": len(doubted)}
            reviews.note(tx, by=by, verb="adopt", subject="database", now=now, detail=detail)
            for share in doubted:
                subject = f"share:{share}"
                reviews.note(tx, by=by, verb=PUT_IN_DOUBT, subject=subject, now=now, detail={"role": role})
        return len(doubted)

    def require_own_database(self) -> None:
        """Refuse to go on with a database that is another installation's.

        Raises:
            ConfigurationError: it is a copy, or a restored backup, or another installation took it over.
        """
        with self.store.read() as tx:
            found = installation.of(tx)
            is_another = found not in {None, self.installation} or not installation.is_as_adopted(tx)
        if is_another or self._tally.is_behind():
            raise ConfigurationError(_COPY)
        if found is None:
            with self.store.begin() as tx:
                installation.adopt(tx, self.installation)

    @cached_property
    def _tally(self) -> Tally:
        return Tally(self.store)


PUT_IN_DOUBT = "adopt: put in doubt"
"""What is written in the history of each share that may have left from the other installation."""
_COPY = Text(
    fr="Cette base est à une autre installation : copie, sauvegarde restaurée, bascule, ou reprise par une "
    "autre qui publie peut-être en ce moment. Publier ici pourrait publier deux fois. Si l’autre ne sert "
    "plus : advocacy adopt --by PERSONNE --role RÔLE",
    en="This database is another installation's: a copy, a restored backup, a fail-over, or taken over by "
    "another that may be publishing now. Publishing here could publish twice. If the other one is no longer "
    "used: advocacy adopt --by PERSON --role ROLE",
)
