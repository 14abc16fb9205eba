"""The ``$names`` that rules ask for, and who fills them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from advocacy.charter.formats import Notice
from advocacy.charter.lint.inspection import Inspection, Use, finding, spot
from advocacy.charter.places import Place
from advocacy.documents import did_you_mean
from advocacy.language import Text


def name_notices(inspection: Inspection) -> Iterator[Notice]:
    """Names that are asked for and not filled, and lists, facts and guards that nobody asks for."""
    idle = _idle(inspection)
    for name, uses in inspection.uses.items():
        if name not in inspection.filled:
            yield from _unfilled(inspection, name, uses, idle)
    for name, (kind, place) in idle.items():
        yield finding(place, "unused-name", kind=_KINDS[kind], name=name)
    yield from _guards(inspection)


def _unfilled(
    inspection: Inspection, name: str, uses: tuple[Use, ...], idle: dict[str, tuple[str, Place]]
) -> Iterator[Notice]:
    """One notice for a name: a slip of the pen where a close one is there, else what stays silent."""
    close = difflib.get_close_matches(name, set(idle), n=1, cutoff=_CLOSE)
    own = [use for use in uses if use.place.file in inspection.files]
    if own and not close:
        close = difflib.get_close_matches(name, set(inspection.filled), n=1, cutoff=_CLOSE)
    by = ", ".join(dict.fromkeys(use.by for use in uses))
    if close:
        place = spot(own[0].place, f"${name}") if own else idle[close[0]][1]
        yield finding(place, "misspelt-name", name=name, by=by, hint=did_you_mean(f"${close[0]}"))
    else:
        place = spot(own[0].place, f"${name}") if own else inspection.here("facts")
        yield finding(place, "unfilled-name", name=name, by=by)


def _idle(inspection: Inspection) -> dict[str, tuple[str, Place]]:
    """The facts and lists of the files at hand that nobody asks for; kind and place."""
    return {
        name: (kind, Place(file=file, path=(kind, name)))
        for file in inspection.files
        for kind in ("facts", "lists")
        for name in getattr(file.content, kind)
        if name not in inspection.uses
    }


def _guards(inspection: Inspection) -> Iterator[Notice]:
    used = {
        name
        for placed in inspection.every_rule
        for name in (
            *placed.rule.guards,
            *(guard for check in placed.rule.check for guard in getattr(check, "guards", ())),
        )
    }
    for file in inspection.files:
        for name in file.content.guards:
            if name not in used and name not in _swapped(inspection):
                yield finding(Place(file=file, path=("guards", name)), "unused-guard", name=name)


def _swapped(inspection: Inspection) -> set[str]:
    """The guards of swaps, which are checks inside a check."""
    return {
        guard
        for placed in inspection.every_rule
        for check in placed.rule.check
        for swap in getattr(check, "swaps", ())
        for guard in swap.guards
    }


_CLOSE = 0.75
_KINDS = {"facts": Text(fr="le fait", en="fact"), "lists": Text(fr="la liste", en="list")}
