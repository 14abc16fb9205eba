"""Matomo: its log of visits, as JSON, or as CSV or TSV in UTF-16 with a column for each part of an action."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from advocacy.documents import Unfit
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text
from advocacy.settings.conversions import ConversionFile
from advocacy.track.imports.rows import json_values, table
from advocacy.track.imports.told import LeftOut, Refused, Told
from advocacy.track.imports.values import of_seconds

_PART = re.compile(r"actionDetails_(\d+)_(\w+)", re.IGNORECASE)
_ORDER, _GOAL = "ecommerceorder", "goal"


def read(text: str, *, name: str, plan: ConversionFile, key: bytes) -> Iterator[Told | LeftOut | Refused]:
    """What the orders and reached goals of each visit tell; a visit without any is left out.

    Raises:
        InvalidInput: it is no log of visits.
    """
    for line, visit, cells in _visits(text, name):
        actions = visit.get("actionDetails")
        if not isinstance(actions, list):
            yield Refused(line=line, cells=cells, reason=_NO_VISIT)
            continue
        found = list(_of_visit(visit, [a for a in actions if isinstance(a, dict)], plan, key))
        if not found:
            yield LeftOut(line=line)
        yield from (replace(each, line=line, cells=cells) for each in found)


def _visits(text: str, name: str) -> Iterator[tuple[int, Mapping[str, Any], Mapping[str, str]]]:
    if text.lstrip().startswith(("[", "{")):
        for line, visit in json_values(text, name=name):
            if not isinstance(visit, dict):
                raise InvalidInput(Mistake(message=_NO_VISIT, file=name, line=line))
            yield line, visit, {"idVisit": str(visit.get("idVisit", ""))}
        return
    for row in table(text, name=name):
        yield row.line, _unflattened(row.cells), row.cells


def _unflattened(cells: Mapping[str, str]) -> dict[str, Any]:
    """``actionDetails_0_url`` and its like back in a list of actions; names are told in any case."""
    visit: dict[str, Any] = {}
    actions: dict[int, dict[str, str]] = {}
    for column, value in cells.items():
        if found := _PART.fullmatch(column):
            actions.setdefault(int(found[1]), {})[found[2]] = value
        else:
            visit[_NAMES.get(column.casefold(), column)] = value
    if actions:
        visit["actionDetails"] = [actions[number] for number in sorted(actions)]
    return visit


def _of_visit(
    visit: Mapping[str, Any], actions: list[dict[str, Any]], plan: ConversionFile, key: bytes
) -> Iterator[Told | Refused]:
    """Its orders and goals, each with the addresses that were looked at before it."""
    seen: list[str] = []
    for action in actions:
        part = {str(k).casefold(): "" if v is None else str(v) for k, v in action.items()}
        seen.append(part.get("url", ""))
        kind = _kind(part, plan)
        if kind is None:
            continue
        try:
            at = of_seconds(part.get("timestamp", ""))
        except Unfit as unfit:
            yield Refused(line=0, cells={}, reason=unfit.text, field="timestamp")
            continue
        revenue = part.get("revenue", "")
        worth = "" if part["type"].casefold() == _GOAL and not revenue.strip("0.") else revenue
        yield Told(
            line=0,
            cells={},
            id=part.get("orderid") or _id_of(visit, part, key),
            kind=kind,
            at=at,
            amount=worth,
            currency=str(visit.get("siteCurrency") or plan.currency or ""),
            clicks=tuple(seen),
        )


def _kind(part: Mapping[str, str], plan: ConversionFile) -> str | None:
    """An order is a sale. A goal is a lead, unless the settings say which goals count, and as what."""
    which = part.get("type", "").casefold()
    if which == _ORDER:
        return "sale"
    if which == _GOAL:
        return plan.kinds.get(part.get("goalname", "")) if plan.kinds else "lead"
    return None


def _id_of(visit: Mapping[str, Any], part: Mapping[str, str], key: bytes) -> str:
    """A number for a goal, which has none; whose visit it was cannot be told from it."""
    named = "\n".join((str(visit.get("idVisit", "")), part.get("goalid", ""), part.get("timestamp", "")))
    return f"matomo-{blake2b(named.encode(), key=key, digest_size=12).hexdigest()}"


_NAMES = {"idvisit": "idVisit", "sitecurrency": "siteCurrency"}
_NO_VISIT = Text(
    fr="ce n’est pas une visite avec ses actions : exportez le journal des visites "
    "(Live.getLastVisitsDetails)",
    en="this is no visit with its actions: export the log of visits (Live.getLastVisitsDetails)",
)
