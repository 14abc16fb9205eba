"""A file of conversions, such as a CRM or a shop exports it: all of its rows or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from advocacy.documents import Line, Moment, Unfit, read_csv, read_text, validate_each
from advocacy.outcome import Conversion, ConversionKind
from advocacy.track.click_ids import touches


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Line
    kind: ConversionKind = ConversionKind.LEAD
    at: Moment
    amount: Annotated[str, Field(pattern=r"^-?\d+([.,]\d{1,2})?$")] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = ""
    click_ids: str = ""

    @model_validator(mode="after")
    def _both(self) -> _Row:
        if (self.amount is None) != (not self.currency):
            raise Unfit(
                fr="un montant va avec sa devise : 49.00 et EUR",
                en="an amount goes with its currency: 49.00 and EUR",
            )
        return self

    @property
    def cents(self) -> int | None:
        if self.amount is None:
            return None
        whole, _, part = self.amount.replace(",", ".").partition(".")
        cents = int(whole.lstrip("-")) * 100 + int(part.ljust(2, "0") or 0)
        return -cents if whole.startswith("-") else cents


def read_conversions(path: Path, key: bytes) -> Iterator[Conversion]:
    """The conversions of a CSV file; amounts are written as people do, ``49.00``, and kept in cents.

    Raises:
        InvalidInput: with every mistake, by line.
    """
    rows = validate_each(read_csv(read_text(path), name=str(path)), _Row)
    return (
        Conversion(
            id=row.id,
            kind=row.kind,
            at=row.at,
            amount=row.cents,
            currency=row.currency,
            touches=touches(key, row.click_ids.split()),
        )
        for row in rows
    )
