"""A table whose columns the settings name, such as a CRM exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advocacy.documents import near_miss
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text
from advocacy.settings.conversions import ConversionFile
from advocacy.track.imports.rows import Row, table
from advocacy.track.imports.told import LeftOut, Told


def read(text: str, *, name: str, plan: ConversionFile) -> Iterator[Told | LeftOut]:
    """What each line tells.

    Raises:
        InvalidInput: a column that the settings name is not there.
    """
    checked = False
    for row in table(text, name=name):
        if not checked:
            _require_columns(row, name, plan)
            checked = True
        yield _told(row, plan)


def _told(row: Row, plan: ConversionFile) -> Told | LeftOut:
    def cell(column: str | None) -> str:
        return row.cells.get(column or "", "")

    kind: str | None = plan.kind
    if plan.kind_column is not None:
        said = cell(plan.kind_column)
        kind = plan.kinds.get(said) if plan.kinds else _ours(said)
    if kind is None:
        return LeftOut(line=row.line)
    return Told(
        line=row.line,
        cells=row.cells,
        id=cell(plan.id),
        kind=kind,
        at=cell(plan.at),
        amount=cell(plan.amount),
        currency=cell(plan.currency_column) or plan.currency or "",
        clicks=(cell(plan.click_ids),),
    )


def _ours(said: str) -> str | None:
    return said if said in ("lead", "sale") else None


def _require_columns(row: Row, name: str, plan: ConversionFile) -> None:
    wanted: Mapping[str, str | None] = {
        "id": plan.id,
        "at": plan.at,
        "kind_column": plan.kind_column,
        "amount": plan.amount,
        "currency_column": plan.currency_column,
        "click_ids": plan.click_ids,
    }
    wrong = [
        Mistake(
            message=_NO_COLUMN.format(column=column),
            file=name,
            line=row.line - 1,
            field=setting,
            hint=near_miss(column, row.cells),
        )
        for setting, column in wanted.items()
        if column is not None and column not in row.cells
    ]
    if wrong:
        raise InvalidInput(*wrong)


_NO_COLUMN = Text(fr="pas de colonne « {column} »", en="no column “{column}”")
