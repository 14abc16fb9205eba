"""One reminder of an offer without an answer, within what a person may be asked, and never after a no."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from advocacy.content.edition import StoryState
from advocacy.program.asking import WEEK
from advocacy.program.offering import Offering
from advocacy.storage import advocates, asks, freezes, reviews, shares, stories

if TYPE_CHECKING:
    from advocacy.people.advocate import Advocate
    from advocacy.share import Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A person to be reminded of a story, on all its networks at once; the caller tells them."""

    advocate: str
    story: str
    shares: tuple[Share, ...]


class Reminding(Offering):
    """The part of `Program` that reminds."""

    def remind(self, *, by: str = "programme") -> list[Reminder]:
        """Whom to remind of offers a week old and unanswered; each is given out once, and then never again.

        A reminder is a question like any other: it counts in what a person may be asked in seven days
        (`schedule.asks_per_week`). Nobody is reminded who said no to the story on any network, who is away,
        or of what is frozen, closed or withdrawn. Nothing is sent from here: tell the people returned, or
        let `nudge` do both.
        """
        with self.store.begin() as tx:
            return self._due_reminders(tx, by, self.clock())

    def _due_reminders(
        self, tx: Connection, by: str, now: datetime, *, may: Mapping[str, bool] | None = None
    ) -> list[Reminder]:
        """The reminders that are due, of those who may be told, and written down as given."""
        open_ones = self._askable(tx, shares.unanswered(tx, offered_before=now - WEEK))
        return [
            self._remind(tx, story, mine, by, now)
            for (who, story), mine in sorted(_by_person(open_ones).items())
            if (may is None or may.get(who)) and self._may_remind(tx, advocates.get(tx, who), now)
        ]

    def _askable(self, tx: Connection, waiting: Sequence[Share]) -> list[Share]:
        """Those whose story is offered now, and that no freeze covers."""
        active = freezes.select(tx)
        return [
            share
            for share in waiting
            if not any(
                each.covers(campaign=share.campaign, network=share.network, story=share.story)
                for each in active
            )
            and self._is_offered(tx, share)
        ]

    def _is_offered(self, tx: Connection, share: Share) -> bool:
        edition = stories.get(tx, share.story, share.edition)
        return edition.state is StoryState.APPROVED and self._is_open(edition.story)

    def _may_remind(self, tx: Connection, person: Advocate, now: datetime) -> bool:
        most = self.settings.schedule.asks_per_week
        is_away = person.is_away(now.astimezone(ZoneInfo(person.timezone)).date())
        return not is_away and not (most and asks.count(tx, person.id, since=now - WEEK) >= most)

    def _remind(self, tx: Connection, story: str, mine: Sequence[Share], by: str, now: datetime) -> Reminder:
        who = mine[0].advocate
        for share in mine:
            shares.reminded(tx, share.id, now=now)
            reviews.note(tx, by=by, verb="remind", subject=f"share:{share.id}", now=now)
        asks.again(tx, who, story, mine[0].edition, by=by, now=now)
        return Reminder(advocate=who, story=story, shares=tuple(shares.get(tx, each.id) for each in mine))


def _by_person(waiting: Sequence[Share]) -> dict[tuple[str, str], list[Share]]:
    found: dict[tuple[str, str], list[Share]] = defaultdict(list)
    for share in waiting:
        found[share.advocate, share.story].append(share)
    return found
