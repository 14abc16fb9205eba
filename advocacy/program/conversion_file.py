"""A file of conversions: our own columns, or what the settings say of a CRM, GA4 or Matomo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from advocacy.documents import Line, Moment, Unfit, attempt, read_csv, read_text
from advocacy.errors import Mistake
from advocacy.language import Text
from advocacy.outcome import Conversion, ConversionKind
from advocacy.settings.conversions import ConversionFile
from advocacy.track.click_ids import touches
from advocacy.track.imports import ga4, mapped, matomo
from advocacy.track.imports.rows import LINE, REASON, text_of
from advocacy.track.imports.told import LeftOut, Reading, Refused, Told, conversion_of
from advocacy.track.imports.values import cents

Found = Conversion | Refused | LeftOut


def _currency(value: str) -> str:
    clean = value.strip().upper()
    if clean and not re.fullmatch("[A-Z]{3}", clean):
        raise Unfit(fr=f"« {value} » : trois lettres, comme EUR", en=f"“{value}”: three letters, such as EUR")
    return clean


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Line
    kind: ConversionKind = ConversionKind.LEAD
    at: Moment
    amount: Line | None = None
    currency: Annotated[str, AfterValidator(_currency)] = ""
    click_ids: str = ""

    @model_validator(mode="after")
    def _both(self) -> _Row:
        if (self.amount is None) != (not self.currency):
            raise Unfit(
                fr="un montant va avec sa devise : 49.00 et EUR",
                en="an amount goes with its currency: 49.00 and EUR",
            )
        self.cents()
        return self

    def cents(self) -> int | None:
        """The amount in the smallest unit; a comma may stand before decimals, none before thousands."""
        if self.amount is None:
            return None
        if not re.fullmatch(r"-?\d+([.,]\d{1,3})?", self.amount):
            raise Unfit(
                fr=f"« {self.amount[:40]} » n’est pas un montant : attendu 49.00, sans signe de milliers",
                en=f"“{self.amount[:40]}” is no amount: expected 49.00, without a mark of thousands",
            )
        return cents(self.amount.replace(",", "."), self.currency, by_machine=True)


def conversions_in(path: Path, plan: ConversionFile | None, reading: Reading) -> Iterator[Found]:
    """What each line of a file tells; without a plan its columns are ours.

    Raises:
        InvalidInput: it is no such file at all.
    """
    if plan is None:
        yield from _ours(path, reading)
        return
    name, text = str(path), text_of(path)
    lines = (
        mapped.read(text, name=name, plan=plan)
        if plan.format == "csv"
        else _FORMATS[plan.format](text, name=name, plan=plan, key=reading.key)
    )
    for told in lines:
        yield conversion_of(told, reading) if isinstance(told, Told) else told


def _ours(path: Path, reading: Reading) -> Iterator[Found]:
    node = read_csv(read_text(path), name=str(path))
    rows = [{k: v for k, v in row.items() if k not in (LINE, REASON)} for row in node.data]
    for child in replace(node, data=rows).children():
        wrong: list[Mistake] = []
        row = attempt(child, _Row, wrong)
        if row is None:
            said = Text(
                fr="; ".join(_told(m, "fr") for m in wrong), en="; ".join(_told(m, "en") for m in wrong)
            )
            yield Refused(line=child.line(), cells=child.data, reason=said, field=wrong[0].field or "")
            continue
        yield Conversion(
            id=row.id,
            kind=row.kind,
            at=row.at,
            amount=row.cents(),
            currency=row.currency,
            touches=touches(reading.key, row.click_ids.split()),
        )


def _told(mistake: Mistake, language: str) -> str:
    hint = f" ({mistake.hint.say(language)})" if mistake.hint else ""
    return mistake.message.say(language) + hint


_FORMATS = {"ga4": ga4.read, "matomo": matomo.read}
