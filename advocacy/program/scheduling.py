"""When shares go out: a slot for each whose moment nobody chose; the person's own moment where they did."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from advocacy.errors import InvalidInput, Mistake, NotAllowed, NotShareable
from advocacy.language import Text, told_moment
from advocacy.program.freezing import Freezing
from advocacy.program.names import require_known
from advocacy.share import Hold, Share, ShareState
from advocacy.storage import advocates, reviews, shares, slots, stories
from advocacy.storage.slots import Kept

if TYPE_CHECKING:
    from advocacy.people.advocate import Advocate
    from advocacy.publish.calendar import Calendar
    from advocacy.publish.schedule import Figures, Plan, Slot, Taken, Wish

PERSON, PROGRAMME = "person", "programme"
"""Whose choice a moment is."""
_JUST_NOW = timedelta(minutes=5)
_ENDS = Text(
    fr="L’histoire prend fin le {at} : choisissez un moment avant.",
    en="The story closes on {at}: choose a moment before.",
)
_PAST = Text(
    fr="ce moment est passé : donnez-en un à venir, ou aucun pour publier dès que possible",
    en="this moment is past: give one to come, or none to publish as soon as possible",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """What `schedule` did, or would do."""

    slots: tuple[Kept, ...]
    """The shares that have a slot now, first to last, each with its reasons."""
    without: dict[str, Text]
    """The shares that have none, by id, and why: they are on hold, and nothing is lost."""


class Scheduling(Freezing):
    """The part of `Program` that chooses moments."""

    def schedule(
        self,
        *,
        story: str | None = None,
        campaign: str | None = None,
        by: str = "programme",
        dry_run: bool = False,
    ) -> Scheduled:
        """Give a slot to every share that waits for one: accepted without a moment, or it missed its own.

        Slots lie in each person's hours and not on their leave or holidays, apart from those of colleagues
        and of nearly the same words, and are the same whenever they are asked for with the same shares. A
        moment that a person chose is left alone.

        Args:
            story: only its shares.
            campaign: only its shares.
            by: who plans, for the record.
            dry_run: show the slots, and change nothing.

        Raises:
            NotFound: there is no such story or campaign.
        """
        with self.store.read() as tx:
            require_known(tx, story=story, campaign=campaign)
            waiting = slots.without(tx, story=story, campaign=campaign)
        plan = self._planned(waiting)
        found = {share.id: share for share in waiting}
        if not dry_run and found:
            self._write_plan(plan, by=by)
        kept = [Kept(share=found[slot.share], at=slot.at, by=PROGRAMME, why=slot.why) for slot in plan.slots]
        return Scheduled(slots=tuple(kept), without=plan.without)

    def slots(
        self, *, story: str | None = None, campaign: str | None = None, advocate: str | None = None
    ) -> list[Kept]:
        """The moments that are chosen from now on, first to last, and why.

        Raises:
            NotFound: there is no such story, campaign or advocate.
        """
        with self.store.read() as tx:
            require_known(tx, story=story, campaign=campaign, advocate=advocate)
            return slots.select(tx, since=self.clock(), story=story, campaign=campaign, advocate=advocate)

    def slot(self, share: str) -> Kept | None:
        """The moment of a share, and why; None when none was chosen."""
        with self.store.read() as tx:
            return slots.of_share(tx, share)

    def local(self, advocate: str, at: datetime) -> datetime:
        """`at` by the clock on that person's wall."""
        return at.astimezone(ZoneInfo(self.advocate(advocate).timezone))

    def set_hours(
        self,
        advocate: str,
        *,
        by: str,
        hours: str | None = None,
        leave: Collection[str] | None = None,
    ) -> Advocate:
        """Say when one works and is away; what is planned already moves when its moment comes.

        Args:
            advocate: whose hours; nobody says them for another.
            by: who says so.
            hours: such as ``mon-thu 9:00-12:30 14:00-18:00; fri 9:00-12:30``; empty: the company's.
            leave: days, such as ``2026-12-24`` or ``2026-07-13..2026-07-31``, in place of those before.

        Raises:
            NotAllowed: `by` is someone else.
            InvalidInput: the hours or days cannot be read.
        """
        if by != advocate:
            raise NotAllowed(fr="Chacun dit ses propres horaires.", en="Each person says their own hours.")
        changed: dict[str, object] = {}
        if hours is not None:
            changed["hours"] = hours or None
        if leave is not None:
            changed["leave"] = list(leave)
        now = self.clock()
        with self.store.begin() as tx:
            before = advocates.get(tx, advocate)
            after = _changed(before, changed)
            advocates.put(tx, after, now=now)
            reviews.note(tx, by=by, verb="set hours", subject=f"advocate:{advocate}", now=now)
        return after

    def _planned(self, waiting: Sequence[Share]) -> Plan:
        """Slots for these shares, beside all that is chosen already."""
        from advocacy.publish.schedule import plan  # noqa: PLC0415 - heavy: imported on first use

        figures, now = self._figures(), self.clock()
        since = now - max(figures.alike_gap, timedelta(days=1))
        with self.store.read() as tx:
            kept, posted = slots.select(tx, since=since), slots.published(tx, since=since)
            people = advocates.everyone(tx)
            closing = {
                key: stories.get(tx, *key).story.closes for key in {_edition(each) for each in waiting}
            }
        again = {share.id for share in waiting}
        taken = {each.share.id: (each.share, each.at) for each in kept if each.share.id not in again}
        taken |= {each.id: (each, each.published_at or now) for each in posted}
        alike = _alike([*waiting, *(share for share, _at in taken.values())])
        calendars = {name: self._calendar(people[name]) for name in {each.advocate for each in waiting}}
        wishes = [
            replace(
                _wish(share, alike[share.id], calendars[share.advocate], now, closing[_edition(share)]),
                may_leave=partial(self._may_leave, share),
            )
            for share in waiting
        ]
        return plan(wishes, [_taken(share, alike[share.id], at) for share, at in taken.values()], figures)

    def _may_leave(self, share: Share, at: datetime) -> bool:
        """Whether the charter lets these words out on that day; asked where it has windows in time."""
        if not self.charter.document.windows:
            return True
        return self.review_words(share, share.text, when=at).verdict != "block"

    def _write_plan(self, plan: Plan, *, by: str) -> None:
        now = self.clock()
        with self.store.begin() as tx:
            given = [self._give(tx, slot, now) for slot in plan.slots]
            for share, reason in plan.without.items():
                shares.move(tx, share, ShareState.ON_HOLD, attempt=0, hold=Hold.SCHEDULE, reason=reason)
            detail = {"slots": sum(given), "without": len(plan.without)}
            reviews.note(tx, by=by, verb="schedule", subject="shares", now=now, detail=detail)

    def _moment_of(self, share: Share, words: str, at: datetime | None) -> Slot | None:
        """The moment of a share that is being accepted: the person's own, or a slot where that is set.

        Raises:
            NotShareable: there is no slot for it, or its story closes before.
        """
        from advocacy.publish.explain import chosen  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.publish.schedule import Slot  # noqa: PLC0415 - heavy: imported on first use

        if at is not None:
            self._require_to_come(at)
            self._require_before_end(share, at)
            zone = ZoneInfo(self.advocate(share.advocate).timezone)
            return Slot(share=share.id, at=at, by=PERSON, why=chosen(at.astimezone(zone)))
        if not self.settings.schedule.automatic:
            return None
        plan = self._planned([replace(share, text=words)])
        if plan.without:
            raise NotShareable(plan.without[share.id])
        return plan.slots[0]

    def _give(self, tx: Connection, slot: Slot, now: datetime) -> bool:
        return slots.give(tx, slot.share, at=max(slot.at, now), by=slot.by, why=slot.why, now=now)

    def _choose_again(self, share: Share, at: datetime) -> None:
        """Another moment for a share that is accepted already and was not tried."""
        slot, now = self._moment_of(share, share.text, at), self.clock()
        with self.store.begin() as tx:
            if slot is not None and self._give(tx, slot, now):
                reviews.note(tx, by=share.advocate, verb="move", subject=f"share:{share.id}", now=now)

    def _require_to_come(self, at: datetime) -> None:
        """A moment of today's page may be past by as long as it took to press the button."""
        if at < self.clock() - _JUST_NOW:
            raise InvalidInput(Mistake(field="at", message=_PAST))

    def _require_before_end(self, share: Share, at: datetime) -> None:
        with self.store.read() as tx:
            closes = stories.get(tx, *_edition(share)).story.closes
        if closes is not None and at >= closes:
            raise NotShareable(_ENDS.format(at=told_moment(self.local(share.advocate, closes))))

    def _keep_moment(self, tx: Connection, slot: Slot | None, share: Share, now: datetime) -> None:
        if slot is None:
            slots.forget(tx, [share.id])
        else:
            slots.put(tx, share.id, at=slot.at, by=slot.by, why=slot.why, now=now)

    def _calendar(self, person: Advocate) -> Calendar:
        """When something may be published for a person: in their own hours, or in the charter's."""
        from advocacy.charter.checks.window import is_holiday  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.people.hours import Away, Hours  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.publish.calendar import Calendar  # noqa: PLC0415 - heavy: imported on first use

        house = self.charter.document.working_hours
        country = person.country or house.country or self.charter.around.country
        usual = f"{' '.join(house.days)} {house.from_:%H:%M}-{house.to:%H:%M}"
        return Calendar(
            zone=ZoneInfo(person.timezone),
            hours=Hours.of(person.hours or usual),
            leave=tuple(Away.of(written) for written in person.leave),
            is_holiday=lambda day: is_holiday(day, country),
            is_own=person.hours is not None,
        )

    def _figures(self) -> Figures:
        from advocacy.publish.schedule import Figures  # noqa: PLC0415 - heavy: imported on first use

        settings = self.settings.schedule
        return Figures(
            days=settings.days,
            gap=timedelta(minutes=settings.gap),
            alike_gap=timedelta(hours=settings.alike_gap),
            per_day=settings.per_day,
        )


def _wish(share: Share, alike: str, calendar: Calendar, now: datetime, closes: datetime | None) -> Wish:
    from advocacy.publish.schedule import Wish  # noqa: PLC0415 - heavy: imported on first use

    return Wish(
        share=share.id,
        advocate=share.advocate,
        network=share.network,
        alike=alike,
        calendar=calendar,
        earliest=now,
        latest=closes,
    )


def _taken(share: Share, alike: str, at: datetime) -> Taken:
    from advocacy.publish.schedule import Taken  # noqa: PLC0415 - heavy: imported on first use

    return Taken(advocate=share.advocate, network=share.network, alike=alike, at=at)


def _alike(among: Sequence[Share]) -> dict[str, str]:
    """For each share the one that stands for all that say nearly the same; links are each person's own."""
    from advocacy.publish.alike import groups, without_links  # noqa: PLC0415 - heavy: imported on first use

    return groups(
        {
            share.id: (f"{share.story} {share.network}", without_links(share.text, [share.link]))
            for share in among
        }
    )


def _edition(share: Share) -> tuple[str, int]:
    return share.story, share.edition


def _changed(person: Advocate, changes: dict[str, object]) -> Advocate:
    from advocacy.documents import Node, validate  # noqa: PLC0415 - heavy: imported on first use

    data = person.model_dump(mode="json") | changes
    return validate(Node(data=data, name=person.id), type(person))
