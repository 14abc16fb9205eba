"""How conversions are credited to the clicks before them: told of groups, as clicks are, never of one person.

a click id ─┬─ of a campaign that enough have posted in ─▶ it, its story or network; `*`: small ones together
            └─ of any other, or of none of our links ────▶ as if there had been no click
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from advocacy.outcome import Conversion, ConversionKind
from advocacy.program.choices import choice
from advocacy.program.converting import Converting
from advocacy.program.counting import Counting
from advocacy.storage import conversions

if TYPE_CHECKING:
    from advocacy.reach.question import Question
    from advocacy.storage.conversions import Place

TOGETHER = "*"
"""Groups that are too small to be told by themselves; of a pilot, all of it."""


class By(StrEnum):
    """What conversions are credited to; never a person."""

    CAMPAIGN = "campaign"
    STORY = "story"
    NETWORK = "network"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """What is credited to one campaign, story or network; tracked, which is not to say caused.

    Attributes:
        group: its id; ``*`` is smaller groups together; None is what no click of ours came before, or only
            clicks on the links of a campaign that too few people have posted in.
        conversions: may be parts of one, since several clicks share it.
        amount: in the currency's smallest unit; of the conversions whose amount is known.
    """

    group: str | None
    kind: ConversionKind
    conversions: float
    amount: float
    currency: str


class Crediting(Converting, Counting):
    """The part of `Program` that credits conversions to clicks."""

    def attribution(
        self,
        *,
        by: By | str = By.CAMPAIGN,
        model: str = "last",
        since: date | str | None = None,
        until: date | str | None = None,
        window: timedelta = timedelta(days=30),
    ) -> list[Credited]:
        """Share conversions out among the clicks before them; any model can be asked for at any time.

        The links are personal, so the rules of a report hold: a campaign counts once ``programme.min_group``
        people have posted in it, and its small groups are told together. A period counts a campaign only if
        that was so before it began, or nobody had posted then. Before any campaign has so many, there is one
        line for all, once there are two authors.

        Args:
            by: ``campaign``, ``story`` or ``network``.
            model: ``first``, ``last``, ``linear``, ``position`` or ``time_decay``.
            since: first day of the conversions, in the programme's time zone.
            until: last day; by default all until now.
            window: how long before a conversion a click may lie.

        Raises:
            InvalidInput: there is no such model or group, or the period ends before it begins.
        """
        from advocacy.reach.question import Question  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.track.attribution import Model, credits_of  # noqa: PLC0415 - heavy: imported on first use

        chosen, within = choice(Model, model, field="model"), choice(By, by, field="by")
        question = Question.of(since=since, until=until, zone=self.zone, now=self.clock())
        with self.store.read() as tx:
            found = conversions.between(tx, *self._moments(question))
            places = conversions.places(tx, (touch.code for each in found for touch in each.touches))
        groups = self._groups(places, question, within)

        def credited(each: Conversion) -> Iterator[tuple[str | None, Fraction]]:
            known = [touch for touch in each.touches if touch.code in groups]
            parts = credits_of([touch.at for touch in known], each.at, chosen, window=window)
            yield from ((groups[touch.code], part) for touch, part in zip(known, parts, strict=True))
            if not any(parts):
                yield None, Fraction(1)

        return _summed(found, credited)

    def _moments(self, question: Question) -> tuple[datetime, datetime]:
        """The first of a period, and the one after its last."""
        begin = datetime.fromtimestamp(0, UTC)
        if question.since is not None:
            begin = datetime.combine(question.since, time(), self.zone)
        if question.until is None:
            return begin, question.now + timedelta(microseconds=1)
        return begin, datetime.combine(question.until + timedelta(days=1), time(), self.zone)

    def _groups(self, places: Mapping[str, Place], question: Question, by: By) -> Mapping[str, str]:
        """What the links are told as; those of which nothing may be told are absent."""
        from advocacy.reach.figures import authors_of  # noqa: PLC0415 - heavy: imported on first use

        least = self.settings.programme.min_group
        with self.engine().reading(zone=self.zone, clock=self.clock) as reading:
            authors, release = authors_of(reading, question.asked, min_group=least)
        if not release.openings and not question.is_cut:  # a pilot; of one author nothing is told
            return {} if len(authors.people(authors.campaigns)) == 1 else dict.fromkeys(places, TOGETHER)
        told = {code: place for code, place in places.items() if place.campaign in release.told(authors)}
        if by is By.CAMPAIGN:
            return {code: place.campaign for code, place in told.items()}
        return {
            code: release.partitions[place.campaign, by].place(getattr(place, by)) or TOGETHER
            for code, place in told.items()
        }


def _summed(
    found: Iterable[Conversion], credited: Callable[[Conversion], Iterator[tuple[str | None, Fraction]]]
) -> list[Credited]:
    sums: defaultdict[tuple[str | None, ConversionKind, str], list[Fraction]] = defaultdict(
        lambda: [Fraction(0), Fraction(0)]
    )
    for each in found:
        for group, part in credited(each):
            if part:
                cell = sums[group, each.kind, each.currency]
                cell[0] += part
                cell[1] += part * (each.amount or 0)
    return [
        Credited(group=group, kind=kind, conversions=float(count), amount=float(amount), currency=currency)
        for (group, kind, currency), (count, amount) in sorted(sums.items(), key=_last_the_rest)
    ]


def _last_the_rest(
    item: tuple[tuple[str | None, ConversionKind, str], Sequence[Fraction]],
) -> tuple[bool, str, str, str]:
    group, kind, currency = item[0]
    return group is None, group or "", kind.value, currency
