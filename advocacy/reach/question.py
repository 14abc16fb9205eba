"""What is asked of a programme: which campaign, which days, and who was there when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from advocacy.errors import InvalidInput, Mistake, NotFound
from advocacy.language import Text
from advocacy.storage.days import day_number
from advocacy.storage.facts import FIRST_DAY, LAST_DAY, Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A period of a programme, or of one campaign of it.

    Attributes:
        campaign: only this one; empty: all.
        since: its first day; None: from the beginning.
        until: its last day; None: until now.
        people_at: the day whose advocates are counted.
        zone: the programme's; days are its days.
        now: the moment of asking.
    """

    campaign: str
    since: date | None
    until: date | None
    people_at: date
    zone: ZoneInfo
    now: datetime

    @classmethod
    def of(
        cls,
        *,
        campaign: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        as_of: date | str | None = None,
        zone: ZoneInfo,
        now: datetime,
    ) -> Question:
        """Read it from what people write.

        Raises:
            InvalidInput: a day cannot be read, or the period ends before it begins.
        """
        first, last = _day(since, "since"), _day(until, "until")
        if first and last and last < first:
            raise InvalidInput(Mistake(field="until", message=_BACKWARDS.format(since=first, until=last)))
        people_at = _day(as_of, "as_of") or last or now.astimezone(zone).date()
        return cls(campaign=campaign or "", since=first, until=last, people_at=people_at, zone=zone, now=now)

    @property
    def today(self) -> date:
        """The day of asking."""
        return self.now.astimezone(self.zone).date()

    @property
    def asked(self) -> Asked:
        """As the texts of the measures read it."""
        return Asked(
            as_of=self._end_of(self.people_at),
            first_day=FIRST_DAY if self.since is None else day_number(self.since),
            last_day=LAST_DAY if self.until is None else day_number(self.until),
            campaign=self.campaign,
        )

    @property
    def is_cut(self) -> bool:
        """Whether it begins or ends on a chosen day."""
        return self.since is not None or (self.until is not None and self.until < self.today)

    @property
    def is_dated(self) -> bool:
        """Whether people are counted as of another date than the end of the period."""
        return self._end_of(self.people_at) != self._end_of(self.until or self.today)

    def require_campaign(self, names: Mapping[tuple[str, str], Text]) -> None:
        """Raise `NotFound` when there is no such campaign."""
        known = [id_ for kind, id_ in names if kind == "campaign"]
        if not self.campaign or self.campaign in known:
            return
        near = ", ".join(get_close_matches(self.campaign, known, n=1) or sorted(known)) or "–"
        raise NotFound(
            fr=f"Aucune campagne « {self.campaign} ». Connues : {near}",
            en=f"There is no campaign “{self.campaign}”. Known: {near}",
        )

    def _end_of(self, day: date) -> datetime:
        """The moment before which people are counted: the end of the day, or just after now."""
        midnight = datetime.combine(day + timedelta(days=1), time(), self.zone)
        return min(midnight, self.now + timedelta(microseconds=1))


def _day(value: date | str | None, field_: str) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise InvalidInput(Mistake(field=field_, message=_NOT_A_DAY.format(value=value))) from None
    return value.date() if isinstance(value, datetime) else value


_BACKWARDS = Text(
    fr="la fin ({until}) précède le début ({since})", en="the end ({until}) comes before the start ({since})"
)
_NOT_A_DAY = Text(
    fr="jour attendu, comme 2026-03-01, pas « {value} »",
    en="day expected, such as 2026-03-01, not “{value}”",
)
