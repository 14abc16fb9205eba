"""Telling people of the offers that wait for them: once each, in their language, hours and budget."""

from __future__ import annotations

import logging
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from advocacy.connectors import registry
from advocacy.connectors.base import Access, Connector
from advocacy.errors import (
    ConfigurationError,
    InvalidInput,
    NetworkOnHold,
    NotAllowed,
    NotFound,
    Rejected,
    TryLater,
)
from advocacy.language import Text
from advocacy.program.asking import WEEK
from advocacy.program.letter import letter
from advocacy.program.reminding import Reminding
from advocacy.storage import advocates, nudges, reviews, stories
from advocacy.storage.nudges import Ended, Nudge, NudgeState, Occasion

if TYPE_CHECKING:
    from advocacy.connectors.base import Outgoing
    from advocacy.people.advocate import Advocate
    from advocacy.share import Share

log = logging.getLogger("advocacy.program")

LEASE = timedelta(minutes=5)
_AGAIN = timedelta(minutes=15)
_FORESEEN = timedelta(days=31)


@dataclass(slots=True, kw_only=True)
class Nudged:
    """What one run told people."""

    sent: int = 0
    waiting: int = 0
    """Messages that wait: for their person's hours, or for the mail server."""
    later: int = 0
    """People with something to be told of who are told later: outside their hours, or in a full week."""
    until: datetime | None = None
    """When the first of these may be told; None where nobody knows, as on a long leave."""
    rejected: int = 0
    unknown: int = 0
    """Messages that may have arrived; they are not sent again."""
    trouble: Text | None = None
    """What stood in everybody's way."""

    def add(self, ended: Ended) -> None:
        """Count one message that was handed in."""
        match ended.to:
            case NudgeState.SENT:
                self.sent += 1
            case NudgeState.REJECTED:
                self.rejected += 1
            case NudgeState.UNKNOWN:
                self.unknown += 1
            case _:
                self.waiting += 1
                self.trouble = ended.reason


class Nudging(Reminding):
    """The part of `Program` that tells people what waits for them."""

    def nudge(self, *, by: str = "programme", limit: int = 200) -> Nudged:
        """Tell people of offers, and of those they are to be reminded of: one message for all that waits.

        Each offer is told of once and reminded of once (see `remind`), in the person's language and hours,
        never on leave, and within `schedule.asks_per_week` messages in seven days. A message is written down
        before it leaves; one whose answer was lost is not sent again. Nobody is told who wants none of it
        (`set_nudges`), or has no address.

        Args:
            by: who reminds, for the record.
            limit: at most so many messages; the next run sends more.

        Raises:
            ConfigurationError: nothing is set to carry them (`nudges.network`), or its settings are wrong.
        """
        connector, now, told = self._carrier(), self._shared_clock(), Nudged()
        with self.store.begin() as tx:
            nudges.reap(tx, now=now)
            self._plan_nudges(tx, by, now, told)
        with self.store.read() as tx:
            due = nudges.due(tx, now=now, limit=limit)
        for place, each in enumerate(due):
            self._send_nudge(each, connector, told)
            if told.trouble is not None:
                told.waiting += len(due) - place - 1
                break
        return told

    def nudges(self, *, advocate: str | None = None) -> list[Nudge]:
        """The messages that were made, oldest first, and what came of each."""
        with self.store.read() as tx:
            return nudges.select(tx, advocate=advocate)

    def set_nudges(self, advocate: str, *, by: str, wanted: bool) -> None:
        """Say whether one wants to be told of offers by message; they can be seen all the same.

        Raises:
            NotAllowed: `by` is someone else.
            NotFound: there is no such advocate.
        """
        if by != advocate:
            raise NotAllowed(
                fr="Chacun dit lui-même s’il veut des messages.",
                en="Each person says whether they want messages.",
            )
        self.advocate(advocate)
        self._mute(advocate, by, None if wanted else self.clock())

    def unsubscribe(self, nudge: str) -> None:
        """Send no more messages to the person who got that one: what the link at its end does.

        Raises:
            NotFound: there is no such message.
        """
        with self.store.read() as tx:
            advocate = nudges.person_of(tx, nudge)
        if advocate is None:
            raise NotFound(fr="Ce lien n’est plus valable.", en="This link is no longer good.")
        self._mute(advocate, advocate, self.clock())

    def _mute(self, advocate: str, by: str, at: datetime | None) -> None:
        with self.store.begin() as tx:
            if advocates.mute(tx, advocate, at=at):
                verb = "mute" if at else "unmute"
                reviews.note(tx, by=by, verb=verb, subject=f"advocate:{advocate}", now=self.clock())

    def _carrier(self) -> Connector:
        name = self.settings.nudges.network
        if name is None:
            raise ConfigurationError(_NO_NETWORK)
        if not registry.network(name).capabilities.nudges:
            raise ConfigurationError(_PUBLIC.format(network=name))
        return self.connector(name)

    def _plan_nudges(self, tx: Connection, by: str, now: datetime, told_now: Nudged) -> None:
        """Write down whom to tell of what; with their reminders, which count as asked from then on."""
        muted = advocates.muted(tx)
        may = {
            person.id: person.id not in muted and self._may_tell(tx, person, now)
            for person in advocates.select(tx)
        }
        about: dict[str, list[tuple[str, Occasion]]] = defaultdict(list)
        late: set[str] = set()
        for share in self._askable(tx, nudges.untold(tx)):
            if may.get(share.advocate):
                about[share.advocate].append((share.id, Occasion.OFFER))
            elif share.advocate in may and share.advocate not in muted:
                late.add(share.advocate)
        for reminder in self._due_reminders(tx, by, now, may=may):
            about[reminder.advocate] += [(share.id, Occasion.REMINDER) for share in reminder.shares]
        for advocate, told in about.items():
            made = Nudge(id=secrets.token_urlsafe(18), advocate=advocate, made_at=now, due_at=now)
            nudges.add(tx, made, told)
        moments = [self._told_from(tx, person, now) for person in advocates.select(tx) if person.id in late]
        told_now.later = sum(each is not None for each in moments)
        told_now.until = min((at for each in moments if each for at in each), default=None)

    def _told_from(self, tx: Connection, person: Advocate, now: datetime) -> list[datetime] | None:
        """From when the person may be told, where that is known; None where they have no address."""
        if not person.email:
            return None
        most = self.settings.schedule.asks_per_week
        recent = [
            each.made_at + WEEK
            for each in nudges.select(tx, advocate=person.id)
            if each.made_at > now - WEEK and each.state is not NudgeState.REJECTED
        ]
        free = max(now, recent[-most]) if most and len(recent) >= most else now
        opens = self._calendar(person).next_open(free, within=_FORESEEN)
        return [opens] if opens else []

    def _may_tell(self, tx: Connection, person: Advocate, now: datetime) -> bool:
        most = self.settings.schedule.asks_per_week
        is_full = most and nudges.count(tx, person.id, since=now - WEEK) >= most
        return bool(person.email) and not is_full and self._calendar(person).is_open(now)

    def _send_nudge(self, nudge: Nudge, connector: Connector, told: Nudged) -> None:
        now = self._shared_clock()
        with self.store.begin() as tx:
            person, about = self._still_to_tell(tx, nudge)
            if person is None:
                nudges.drop(tx, nudge.id)
                return
            if not self._calendar(person).is_open(now):
                told.waiting += 1
                return
            access = self._letter_box(nudge, person)
            try:
                frozen = connector.freeze(self._letter(tx, nudge, person, about), access, now=now)
            except InvalidInput as error:
                nudges.reject(tx, nudge, error.text)
                told.rejected += 1
                return
            if not nudges.claim(tx, nudge, lease_until=now + LEASE):
                return
        ended = _handed_in(connector, frozen, access, again=now + _AGAIN)
        with self.store.begin() as tx:
            nudges.settle(tx, nudge, ended, lease_until=now + LEASE)
        told.add(ended)

    def _letter_box(self, nudge: Nudge, person: Advocate) -> Access:
        address = self.settings.nudges.address
        details = {"unsubscribe": f"{address.rstrip('/')}/nudges/{nudge.id}"} if address else {}
        return Access(account=person.email or "", host="", secrets={}, details=details)

    def _letter(
        self, tx: Connection, nudge: Nudge, person: Advocate, about: Sequence[tuple[Share, Occasion]]
    ) -> Outgoing:
        of = {share.story: stories.get(tx, share.story, share.edition).story for share, _why in about}
        return letter(nudge.id, person, about, of, address=self.settings.nudges.address)

    def _still_to_tell(
        self, tx: Connection, nudge: Nudge
    ) -> tuple[Advocate | None, list[tuple[Share, Occasion]]]:
        """The person, where there is still something to tell them, and what."""
        try:
            person = advocates.get(tx, nudge.advocate)
        except NotFound:
            return None, []
        about = nudges.about(tx, nudge.id)
        open_ones = {share.id for share in self._askable(tx, [share for share, _why in about])}
        still = [(share, why) for share, why in about if share.id in open_ones]
        wanted = bool(still and person.email) and person.id not in advocates.muted(tx)
        return (person if wanted else None), still


def _handed_in(connector: Connector, frozen: str, access: Access, *, again: datetime) -> Ended:
    """What became of a message that was handed in."""
    try:
        connector.publish(frozen, access)
    except (TryLater, NetworkOnHold) as error:
        until = error.until if isinstance(error, TryLater) else None
        return Ended(to=NudgeState.QUEUED, reason=error.text, due_at=until or again)
    except Rejected as error:
        return Ended(to=NudgeState.REJECTED, reason=error.text)
    except Exception as error:  # noqa: BLE001 - whatever it is, the message may have left
        log.warning("a message may have left: %s", type(error).__name__, extra={"action": "nudge"})
        return Ended(to=NudgeState.UNKNOWN, reason=getattr(error, "text", None))
    return Ended(to=NudgeState.SENT)


_NO_NETWORK = Text(
    fr='Rien ne porte les messages : donnez nudges.network = "email", et [networks.email].',
    en='Nothing carries the messages: give nudges.network = "email", and [networks.email].',
)
_PUBLIC = Text(
    fr="{network} est public : nudges.network nomme ce qui n’atteint que des collègues, comme email.",
    en="{network} is public: nudges.network names what reaches colleagues only, such as email.",
)
