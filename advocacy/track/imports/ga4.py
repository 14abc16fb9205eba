"""Google Analytics 4: a table that its pages export, or its export to BigQuery with one event a line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text
from advocacy.settings.conversions import ConversionFile
from advocacy.track.imports.rows import Row, json_values, table
from advocacy.track.imports.told import LeftOut, Refused, Told
from advocacy.track.imports.values import of_seconds

_KINDS = {"purchase": "sale", "generate_lead": "lead"}
_ID = ("transaction id", "id de transaction", "id de la transaction", "identifiant de transaction")
_EVENT = ("event name", "nom de l'evenement")
_CURRENCY = ("currency", "devise")
_AMOUNT = ("purchase revenue", "ecommerce revenue", "total revenue", "event value", "revenu", "valeur")
_TOTALS = ("grand total", "total general", "total")


def read(text: str, *, name: str, plan: ConversionFile, key: bytes) -> Iterator[Told | LeftOut | Refused]:
    """What each line or event tells; events other than those of `plan.kinds` are left out.

    Raises:
        InvalidInput: it is no such export, or the columns are not there by which conversions are told apart.
    """
    kinds: Mapping[str, str] = plan.kinds or _KINDS
    if text.lstrip().startswith(("{", "[")):
        for line, event in json_values(text, name=name):
            yield _of_event(line, event, plan, kinds, key)
        return
    columns: _Columns | None = None
    for row in table(text, name=name):
        columns = columns or _Columns(row, name)
        yield columns.told(row, plan, kinds)


class _Columns:
    """Which column is which, in English and French."""

    def __init__(self, row: Row, name: str) -> None:
        known = {_plain(heading): heading for heading in row.cells}
        self._id = _first(known, _ID)
        self._at = _starting(known, ("date",))
        self._amount = _starting(known, _AMOUNT)
        self._currency = _first(known, _CURRENCY)
        self._event = _first(known, _EVENT)
        if self._id is None or self._at is None:
            missing = _NO_COLUMNS if self._id is None else _NO_DAY
            raise InvalidInput(Mistake(message=missing, file=name, line=row.line - 1))

    def told(self, row: Row, plan: ConversionFile, kinds: Mapping[str, str]) -> Told | LeftOut:
        """What a line of the table says."""
        cell = {heading: row.cells.get(heading, "") for heading in row.cells}
        kind = kinds.get(cell.get(self._event or "", ""), "") if self._event else "sale"
        is_total = not cell.get(self._id or "") or any(_plain(each) in _TOTALS for each in cell.values())
        if not kind or is_total:
            return LeftOut(line=row.line)
        return Told(
            line=row.line,
            cells=row.cells,
            id=cell[self._id or ""],
            kind=kind,
            at=cell[self._at or ""],
            amount=cell.get(self._amount or "", ""),
            currency=cell.get(self._currency or "", "") or plan.currency or "",
            clicks=tuple(cell.values()),
        )


def _of_event(
    line: int, event: Any, plan: ConversionFile, kinds: Mapping[str, str], key: bytes
) -> Told | LeftOut | Refused:
    if not isinstance(event, dict) or "event_name" not in event:
        return Refused(line=line, cells={"json": str(event)[:10_000]}, reason=_NO_EVENT)
    kind = kinds.get(str(event["event_name"]))
    if kind is None:
        return LeftOut(line=line)
    said = _parameters(event)
    bought = event.get("ecommerce")
    order: dict[str, Any] = bought if isinstance(bought, dict) else {}
    amount = _text(order.get("purchase_revenue")) or said.get("value", "")
    cells = {name: _text(value) for name, value in event.items() if not isinstance(value, dict | list)} | said
    try:
        at = of_seconds(str(int(_text(event.get("event_timestamp"))) // 1_000_000))
    except ValueError:
        return Refused(line=line, cells=cells, reason=_NO_MOMENT, field="event_timestamp")
    return Told(
        line=line,
        cells=cells,
        id=_text(order.get("transaction_id")) or said.get("transaction_id") or _id_of(event, key),
        kind=kind,
        at=at,
        amount=amount,
        currency=said.get("currency") or plan.currency or "",
        clicks=tuple(said.values()),
    )


def _parameters(event: Mapping[str, Any]) -> dict[str, str]:
    """The parameters of an event by name; BigQuery writes each as a key and a value of one of four types."""
    listed = event.get("event_params")
    found: dict[str, str] = {}
    for each in listed if isinstance(listed, list) else []:
        value = each.get("value") if isinstance(each, dict) else None
        if isinstance(value, dict):
            found[str(each.get("key"))] = next((_text(v) for v in value.values() if v is not None), "")
    return found


def _id_of(event: Mapping[str, Any], key: bytes) -> str:
    """A number for an event that has none; whose browser it was cannot be told from it."""
    named = "\n".join(_text(event.get(each)) for each in ("user_pseudo_id", "event_timestamp", "event_name"))
    return f"ga4-{blake2b(named.encode(), key=key, digest_size=12).hexdigest()}"


def _first(known: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((known[name] for name in names if name in known), None)


def _starting(known: Mapping[str, str], starts: tuple[str, ...]) -> str | None:
    return next((known[name] for start in starts for name in known if name.startswith(start)), None)


def _plain(heading: str) -> str:
    decomposed = unicodedata.normalize("NFKD", heading.replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().strip()


def _text(value: object) -> str:
    return "" if value is None else str(value)


_NO_COLUMNS = Text(
    fr="pas de colonne « ID de transaction » : ajoutez cette dimension à l’exploration, ou "
    "exportez de BigQuery",
    en="no column “Transaction ID”: add that dimension to the exploration, or export from BigQuery",
)
_NO_DAY = Text(
    fr="pas de colonne « Date » : ajoutez la dimension « Date + heure » à l’exploration",
    en="no column “Date”: add the dimension “Date + hour” to the exploration",
)
_NO_EVENT = Text(fr="ce n’est pas un événement de GA4", en="this is no event of GA4")
_NO_MOMENT = Text(fr="le moment manque (event_timestamp)", en="the moment is missing (event_timestamp)")
