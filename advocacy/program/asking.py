"""Not asking too much: a person is asked so many times in seven days, by all departments together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from advocacy.program.names import require_known
from advocacy.program.scheduling import Scheduling
from advocacy.storage import asks
from advocacy.storage.asks import Ask

if TYPE_CHECKING:
    from advocacy.content.edition import Edition
    from advocacy.people.advocate import Advocate

WEEK = timedelta(days=7)


class Asking(Scheduling):
    """The part of `Program` that keeps count of what people are asked."""

    def postponed(self, *, story: str | None = None) -> list[Ask]:
        """Who will be asked when their week has room or they are back, longest waiting first.

        Raises:
            NotFound: there is no such story.
        """
        with self.store.read() as tx:
            require_known(tx, story=story)
            return asks.waiting(tx, story=story)

    def _may_ask(self, tx: Connection, edition: Edition, person: Advocate, by: str) -> bool:
        """Whether the person may be asked for this story now, which is then written down; else they wait.

        One story is one question, on however many networks; asking again for the same one counts nothing.
        """
        now, most = self.clock(), self.settings.schedule.asks_per_week
        before = asks.of(tx, person.id, edition.id, edition.number)
        if before is not None and before.at is not None:
            return True
        is_full = most and asks.count(tx, person.id, since=now - WEEK) >= most
        is_away = person.is_away(now.astimezone(ZoneInfo(person.timezone)).date())
        at = None if is_full or is_away else now
        ask = Ask(advocate=person.id, story=edition.id, edition=edition.number, by=by, since=now, at=at)
        asks.put(tx, ask)
        return at is not None
