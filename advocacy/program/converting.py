"""What followed clicks: conversions, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Language, Text
from advocacy.outcome import LARGEST, LONGEST_ID, Conversion, ConversionKind
from advocacy.program.base import Base
from advocacy.program.choices import choice
from advocacy.storage import conversions
from advocacy.storage.conversions import Clash

if TYPE_CHECKING:
    from advocacy.settings.conversions import ConversionFile
    from advocacy.track.imports.told import Reading, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedConversions:
    """What became of a file.

    Attributes:
        new: conversions that were not there yet.
        known: those that were, by their id.
        clashes: those that were, with another amount, which is not taken over.
        foreign_clicks: lines taken in that had a click id which is not one of ours.
        left_out: lines that tell of no conversion (totals, other events, kinds that do not count).
        refused: lines that could not be taken in.
        aside: the file where those are.
    """

    new: int
    known: int = 0
    clashes: tuple[Clash, ...] = ()
    foreign_clicks: int = 0
    left_out: int = 0
    refused: int = 0
    aside: Path | None = None


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
            at: when, with its zone; now, when absent.
            amount: in the smallest unit of `currency`, such as cents; None where it is unknown.
            currency: ISO 4217, such as ``EUR``; goes with an amount.
            click_ids: what the visitor's browser kept, or all of it in one text, with spaces between; those
                that are none of ours are left out.

        Returns:
            What is kept: of an id that is known, as it was told the first time.

        Raises:
            InvalidInput: with all that is wrong: no number, no such kind, a moment without its zone or more
                than a day ahead, an amount that is no whole number, or an amount or currency alone.
        """
        from advocacy.track.click_ids import touches  # noqa: PLC0415 - heavy: imported on first use

        given = click_ids.split() if isinstance(click_ids, str) else [each for each in click_ids if each]
        name = id_.strip() if isinstance(id_, str) else ""
        currency = currency.strip().upper()
        now = self.clock()
        mistakes = [*_wrong(name, amount, currency), *_wrong_moment(at, now)]
        if mistakes:
            raise InvalidInput(*mistakes)
        with self.store.begin() as tx:
            found = Conversion(
                id=name,
                kind=choice(ConversionKind, kind, field="kind"),
                at=at or now,
                amount=amount,
                currency=currency,
                touches=touches(conversions.key(tx), given),
            )
            conversions.add(tx, [found], source="api")
            return conversions.find(tx, name) or found

    def import_conversions(
        self,
        path: str | Path,
        *,
        layout: str = "",
        aside: str | Path | None = None,
        language: str | Language = Language.EN,
    ) -> ImportedConversions:
        """Keep the conversions of a file; those that are known by their id stay as they are.

        Without a `layout` its columns are id, kind, at, amount, currency, click_ids (with spaces between
        them). Without `aside` it is all or nothing.

        Args:
            path: the file as it was exported.
            layout: ``ga4``, ``matomo``, or a name under ``[conversions.<name>]`` in the settings.
            aside: a file to be written with the lines that cannot be taken in, each with the reason.
            language: of those reasons.

        Raises:
            InvalidInput: there is no such layout, it is no such file, `aside` exists, or, without `aside`,
                with every mistake of the file by line.
        """
        from advocacy.program.conversion_file import conversions_in  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.track.imports.told import LeftOut, Refused, Taken  # noqa: PLC0415 - heavy: imported on first use

        plan = self._layout(layout)
        with self.store.begin() as tx:
            found = list(conversions_in(Path(path), plan, self._reading(plan, conversions.key(tx))))
            good = [each for each in found if isinstance(each, Taken)]
            refused = [each for each in found if isinstance(each, Refused)]
            if refused and aside is None:
                raise InvalidInput(*(_mistake(each, path) for each in refused))
            told = (each.conversion for each in good)
            new, clashes = conversions.add(tx, told, source=layout or Path(path).name)
            if refused and aside is not None:
                from advocacy.program.aside import keep_aside  # noqa: PLC0415 - heavy: imported on first use

                keep_aside(Path(aside), refused, language=language)
        return ImportedConversions(
            new=new,
            known=len(good) - new - len(clashes),
            clashes=clashes,
            foreign_clicks=sum(each.has_foreign_click for each in good),
            left_out=sum(isinstance(each, LeftOut) for each in found),
            refused=len(refused),
            aside=Path(aside) if refused and aside is not None else None,
        )

    def _layout(self, name: str) -> ConversionFile | None:
        from advocacy.settings.conversions import ConversionFile  # noqa: PLC0415 - heavy: imported on first use

        if not name:
            return None
        usual = {"ga4": ConversionFile(format="ga4"), "matomo": ConversionFile(format="matomo")}
        known = usual | self.settings.conversions
        if name not in known:
            message = _NO_LAYOUT.format(name=name, known=", ".join(sorted(known)))
            raise InvalidInput(Mistake(field="layout", message=message))
        return known[name]

    def _reading(self, plan: ConversionFile | None, key: bytes) -> Reading:
        from advocacy.track.imports.told import Reading  # noqa: PLC0415 - heavy: imported on first use

        return Reading(
            zone=ZoneInfo((plan and plan.timezone) or self.settings.programme.timezone),
            key=key,
            now=self.clock(),
            day_first=plan.day_first if plan else None,
            by_machine=plan is not None and plan.format != "csv",
        )


def _wrong(name: str, amount: object, currency: str) -> Iterator[Mistake]:
    """What is wrong with a conversion that a program tells of."""
    if not name or len(name) > LONGEST_ID or not name.isprintable():
        yield Mistake(field="id", message=_NO_NUMBER.format(most=LONGEST_ID))
    if (amount is None) != (not currency):
        yield Mistake(field="currency", message=_BOTH)
    elif currency and not re.fullmatch("[A-Z]{3}", currency):
        yield Mistake(field="currency", message=_NO_CURRENCY.format(given=currency))
    if amount is not None and (type(amount) is not int or abs(amount) > LARGEST):
        yield Mistake(field="amount", message=_NO_AMOUNT.format(given=amount))


def _wrong_moment(at: datetime | None, now: datetime) -> list[Mistake]:
    from advocacy.track.imports.told import attempted, require_past  # noqa: PLC0415 - heavy: imported on first use

    wrong: list[Mistake] = []
    if at is not None and at.tzinfo is None:
        wrong.append(Mistake(field="at", message=_NO_ZONE.format(at=at)))
    elif at is not None:
        attempted("at", lambda: require_past(at, now), wrong)
    return wrong


def _mistake(refused: Refused, path: str | Path) -> Mistake:
    return Mistake(message=refused.reason, file=str(path), line=refused.line, field=refused.field or None)


_NO_LAYOUT = Text(
    fr="pas de disposition « {name} » ; celles-ci existent : {known} (d’autres : [conversions.<nom>])",
    en="no layout “{name}”; these exist: {known} (others: [conversions.<name>])",
)
_NO_NUMBER = Text(
    fr="un numéro qui la distingue, d’une ligne et d’au plus {most} caractères",
    en="a number that tells it apart, of one line and at most {most} characters",
)
_NO_ZONE = Text(
    fr="{at} : sans fuseau, nul ne sait quand ; donnez un moment avec le sien",
    en="{at}: without a zone nobody knows when; give a moment with its own",
)
_NO_CURRENCY = Text(
    fr="« {given} » : trois capitales attendues, comme EUR",
    en="“{given}”: three capitals expected, such as EUR",
)
_NO_AMOUNT = Text(
    fr="{given} : un nombre entier de la plus petite unité attendu, comme 4900 pour 49 €",
    en="{given}: a whole number of the smallest unit expected, such as 4900 for 49 €",
)
_BOTH = Text(
    fr='un montant va avec sa devise : amount=4900, currency="EUR" pour 49 €',
    en='an amount goes with its currency: amount=4900, currency="EUR" for 49 €',
)
