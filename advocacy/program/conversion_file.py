"""A file of conversions: our own columns, or what the settings say of a CRM, GA4 or Matomo."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from advocacy.documents import Line, Moment, Unfit, attempt, read_csv, read_text
from advocacy.errors import Mistake
from advocacy.outcome import Conversion, ConversionKind
from advocacy.settings.conversions import ConversionFile
from advocacy.track.imports import ga4, mapped, matomo
from advocacy.track.imports.rows import LINE, REASON, text_of
from advocacy.track.imports.told import (
    LeftOut,
    Reading,
    Refused,
    Taken,
    Told,
    attempted,
    conversion_of,
    refused,
    require_past,
    taken,
)
from advocacy.track.imports.values import cents

Found = Taken | Refused | LeftOut


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


def _money(cells: Mapping[str, str]) -> tuple[int | None, str]:
    """The amount in the smallest unit, and its currency; a comma may stand before decimals only."""
    amount, currency = cells.get("amount", "").strip(), cells.get("currency", "").strip().upper()
    if amount and not re.fullmatch(r"-?\d+([.,]\d{1,3})?", amount):
        raise Unfit(
            fr=f"« {amount[:40]} » n’est pas un montant : attendu 49.00, sans signe de milliers",
            en=f"“{amount[:40]}” is no amount: expected 49.00, without a mark of thousands",
        )
    if not amount or not re.fullmatch("[A-Z]{3}", currency):
        return None, currency
    return cents(amount.replace(",", "."), currency, by_machine=True), currency


def _require_both(cells: Mapping[str, str]) -> None:
    if bool(cells.get("amount", "").strip()) != bool(cells.get("currency", "").strip()):
        raise Unfit(
            fr="un montant va avec sa devise : 49.00 et EUR",
            en="an amount goes with its currency: 49.00 and EUR",
        )


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
        if row is not None:
            attempted("at", partial(require_past, row.at, reading.now), wrong)
        attempted("currency", partial(_require_both, child.data), wrong)
        money = attempted("amount", partial(_money, child.data), wrong)
        if wrong or row is None or money is None:
            yield refused(child.line(), child.data, wrong)
            continue
        amount, currency = money
        made = Conversion(id=row.id, kind=row.kind, at=row.at, amount=amount, currency=currency)
        yield taken(made, row.click_ids.split(), reading.key)


_FORMATS = {"ga4": ga4.read, "matomo": matomo.read}
