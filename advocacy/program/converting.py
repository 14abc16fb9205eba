"""What followed clicks: conversions, each once, and how they are credited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Literal

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text
from advocacy.outcome import Conversion, ConversionKind
from advocacy.program.base import Base
from advocacy.program.choices import choice
from advocacy.storage import conversions

By = Literal["campaign", "story", "network"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """What is credited to one campaign, story or network; tracked, which is not to say caused.

    Attributes:
        group: its id; None is what no click of ours came before.
        conversions: may be parts of one, since several clicks share it.
        amount: in the currency's smallest unit; of the conversions whose amount is known.
    """

    group: str | None
    kind: ConversionKind
    conversions: float
    amount: float
    currency: str


class Converting(Base):
    """The part of `Program` that keeps conversions."""

    def convert(
        self,
        id_: str,
        *,
        kind: ConversionKind | str = ConversionKind.LEAD,
        at: datetime | None = None,
        amount: int | None = None,
        currency: str = "",
        click_ids: Iterable[str] = (),
    ) -> Conversion:
        """Keep a conversion; the same id again changes nothing.

        Args:
            id_: as the system calls it in which it happened (an order's number).
            kind: ``lead`` or ``sale``.
            at: when; now, when absent.
            amount: in the smallest unit of `currency`, such as cents; None where it is unknown.
            currency: ISO 4217, such as ``EUR``; goes with an amount.
            click_ids: what the visitor's browser kept; those that are none of ours are left out.

        Raises:
            InvalidInput: there is no such kind, or an amount without its currency, or the other way round.
        """
        from advocacy.track.click_ids import touches  # noqa: PLC0415 - heavy: imported on first use

        if (amount is None) != (not currency):
            raise InvalidInput(Mistake(field="currency", message=_BOTH))
        with self.store.begin() as tx:
            found = Conversion(
                id=id_,
                kind=choice(ConversionKind, kind, field="kind"),
                at=at or self.clock(),
                amount=amount,
                currency=currency,
                touches=touches(conversions.key(tx), click_ids),
            )
            conversions.add(tx, [found], source="api")
        return found

    def import_conversions(self, path: str | Path) -> int:
        """Keep the conversions of a CSV file, such as a CRM exports; how many were new.

        Columns: id, kind, at, amount, currency, click_ids (with spaces between them). All or nothing.

        Raises:
            InvalidInput: with every mistake of the file, by line.
        """
        from advocacy.program.conversion_file import read_conversions  # noqa: PLC0415 - heavy: imported on first use

        with self.store.begin() as tx:
            return conversions.add(
                tx, read_conversions(Path(path), conversions.key(tx)), source=Path(path).name
            )

    def attribution(
        self,
        *,
        by: By = "campaign",
        model: str = "last",
        since: datetime | None = None,
        until: datetime | None = None,
        window: timedelta = timedelta(days=30),
    ) -> list[Credited]:
        """Share conversions out among the clicks before them; any model can be asked for at any time.

        Args:
            by: ``campaign``, ``story`` or ``network``; never a person.
            model: ``first``, ``last``, ``linear``, ``position`` or ``time_decay``.
            since: first moment of the conversions.
            until: the moment after the last.
            window: how long before a conversion a click may lie.

        Raises:
            InvalidInput: there is no such model.
        """
        from advocacy.track.attribution import Model, credits_of  # noqa: PLC0415 - heavy: imported on first use

        chosen = choice(Model, model, field="model")
        begin = since or datetime.fromtimestamp(0, self.clock().tzinfo)
        with self.store.read() as tx:
            found = conversions.between(tx, begin, until or self.clock() + timedelta(microseconds=1))
            places = conversions.places(tx, (touch.code for each in found for touch in each.touches))
        sums: defaultdict[tuple[str | None, ConversionKind, str], list[Fraction]] = defaultdict(
            lambda: [Fraction(0), Fraction(0)]
        )
        for each in found:
            known = [touch for touch in each.touches if touch.code in places]
            parts = credits_of([touch.at for touch in known], each.at, chosen, window=window)
            groups = [
                (getattr(places[touch.code], by), part) for touch, part in zip(known, parts, strict=True)
            ]
            groups += [] if any(parts) else [(None, Fraction(1))]
            for group, part in groups:
                if part:
                    cell = sums[group, each.kind, each.currency]
                    cell[0] += part
                    cell[1] += part * (each.amount or 0)
        return [
            Credited(
                group=group, kind=kind, conversions=float(count), amount=float(amount), currency=currency
            )
            for (group, kind, currency), (count, amount) in sorted(sums.items(), key=_last_the_rest)
        ]


def _last_the_rest(
    item: tuple[tuple[str | None, ConversionKind, str], list[Fraction]],
) -> tuple[bool, str, str, str]:
    group, kind, currency = item[0]
    return group is None, group or "", kind.value, currency


_BOTH = Text(
    fr='un montant va avec sa devise : amount=4900, currency="EUR" pour 49 €',
    en='an amount goes with its currency: amount=4900, currency="EUR" for 49 €',
)
