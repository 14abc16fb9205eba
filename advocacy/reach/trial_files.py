"""Outcomes of a trial as people keep them: one line a cell, a week of a region, or a day of a block."""

from __future__ import annotations

import math
from collections.abc import Mapping

from advocacy.documents import read_csv
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text
from advocacy.reach.holdout import Block, Region, hold_out, switch

Row = Mapping[str, str]


def cells(text: str, *, name: str) -> dict[tuple[str, str], dict[str, float]]:
    r"""Columns item, team and outcome; shares, before and exposed where they are known.

    Raises:
        InvalidInput: with every line that cannot be read.

    >>> cells("item,team,outcome\npump,sales,12\n", name="outcomes.csv")
    {('pump', 'sales'): {'outcome': 12.0}}
    """
    found: dict[tuple[str, str], dict[str, float]] = {}
    for line, row in _rows(text, name, ("item", "team", "outcome")):
        if (row["item"], row["team"]) in found:
            raise InvalidInput(Mistake(message=_TWICE, file=name, line=line))
        found[row["item"], row["team"]] = {
            column: _number(row, column, name, line) for column in _COUNTED & row.keys()
        }
    return found


def regions(text: str, *, name: str, seed: int) -> tuple[list[Region], bool]:
    """Columns region, active, when (``before`` or ``during``) and outcome; in order of time.

    Returns:
        The regions, and whether those that waited are those that `hold_out` drew of all their names, in the
        order of the alphabet, with that seed.

    Raises:
        InvalidInput: with the first line that cannot be read.
    """
    active: dict[str, bool] = {}
    outcomes: dict[tuple[str, str], list[float]] = {}
    for line, row in _rows(text, name, ("region", "active", "when", "outcome")):
        when, region = row["when"].strip().lower(), row["region"]
        is_active = _yes(row, name, line)
        if when not in _WHEN or active.setdefault(region, is_active) != is_active:
            raise InvalidInput(Mistake(message=_NO_WHEN, file=name, line=line))
        outcomes.setdefault((region, when), []).append(_number(row, "outcome", name, line))
    found = [
        Region(
            name=region,
            active=is_active,
            before=tuple(outcomes.get((region, "before"), ())),
            during=tuple(outcomes.get((region, "during"), ())),
        )
        for region, is_active in active.items()
    ]
    waiting = {region for region, is_active in active.items() if not is_active}
    return found, waiting == hold_out(sorted(active), seed=seed)


def blocks(text: str, *, name: str, seed: int) -> tuple[list[Block], bool]:
    """Columns block (its number), active and outcome; one line a day, in order.

    Returns:
        The blocks, and whether they were on and off as `switch` drew it with that seed.

    Raises:
        InvalidInput: with the first line that cannot be read.
    """
    active: dict[str, bool] = {}
    days: dict[str, list[float]] = {}
    for line, row in _rows(text, name, ("block", "active", "outcome")):
        is_active = _yes(row, name, line)
        if active.setdefault(row["block"], is_active) != is_active:
            raise InvalidInput(Mistake(message=_NO_WHEN, file=name, line=line))
        days.setdefault(row["block"], []).append(_number(row, "outcome", name, line))
    found = [Block(active=active[block], days=tuple(each)) for block, each in days.items()]
    return found, tuple(block.active for block in found) == switch(len(found) // 2, seed=seed)


def multiplicities(text: str, *, name: str) -> list[int]:
    r"""Column follows: of each follower drawn by chance, how many of the authors they follow.

    Raises:
        InvalidInput: with the first line that cannot be read.

    >>> multiplicities("follows\n1\n3\n", name="followers.csv")
    [1, 3]
    """
    found = []
    for line, row in _rows(text, name, ("follows",)):
        value = _number(row, "follows", name, line)
        if value != int(value):
            raise InvalidInput(Mistake(field="follows", message=_NO_NUMBER, file=name, line=line))
        found.append(int(value))
    return found


def _rows(text: str, name: str, columns: tuple[str, ...]) -> list[tuple[int, Row]]:
    rows: list[Row] = read_csv(text, name=name).data
    mistakes = [
        Mistake(message=_MISSING.format(column=column), file=name, line=line)
        for line, row in enumerate(rows, start=2)
        for column in columns
        if column not in row
    ]
    if mistakes:
        raise InvalidInput(*mistakes[:_SHOWN])
    return list(enumerate(rows, start=2))


def _number(row: Row, column: str, name: str, line: int) -> float:
    try:
        value = float(row[column].replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InvalidInput(Mistake(field=column, message=_NO_NUMBER, file=name, line=line))
    return value


def _yes(row: Row, name: str, line: int) -> bool:
    said = row["active"].strip().lower()
    if said not in _YES | _NO:
        raise InvalidInput(Mistake(field="active", message=_NO_YES, file=name, line=line))
    return said in _YES


_SHOWN = 10
_WHEN = ("before", "during")
_YES, _NO = frozenset({"yes", "oui", "on", "1", "true"}), frozenset({"no", "non", "off", "0", "false"})
_COUNTED = frozenset({"outcome", "shares", "before", "exposed"})
_MISSING = Text(fr="{column} manque : absent n’est pas zéro", en="no {column}: missing is not zero")
_NO_NUMBER = Text(fr="un nombre est attendu", en="a number is expected")
_NO_YES = Text(fr="oui ou non attendu", en="yes or no expected")
_TWICE = Text(fr="ce contenu et cette équipe y sont déjà", en="this item and team are there already")
_NO_WHEN = Text(
    fr="« before » ou « during » attendu, et la même réponse partout sous active",
    en="“before” or “during” expected, and the same answer under active throughout",
)
