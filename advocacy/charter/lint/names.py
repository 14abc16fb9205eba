"""The ``$names`` that rules ask for, and who fills them."""

from __future__ import annotations

from collections.abc import Iterator

from advocacy.charter.formats import Notice
from advocacy.charter.lint.inspection import Inspection, finding
from advocacy.charter.places import Place
from advocacy.charter.references import guards_in
from advocacy.charter.telling.needs import told_names
from advocacy.charter.uses import Use
from advocacy.documents import did_you_mean
from advocacy.documents.nearest import nearest
from advocacy.language import Text, counted, joined


def name_notices(inspection: Inspection) -> Iterator[Notice]:
    """Names that are asked for and not filled, and lists, facts and guards that nobody asks for."""
    idle, slips = _idle(inspection), set[str]()
    for name, uses in inspection.uses.items():
        if name not in inspection.filled:
            close = _meant(inspection, name, uses, idle)
            slips.update([close] if close else ())
            yield from _unfilled(inspection, name, uses, idle, close)
    for name, (kind, place) in idle.items():
        if name in slips:
            continue
        yield finding(place, "unused-name", kind=_KINDS[kind], name=name)
    yield from _guards(inspection)


def _meant(
    inspection: Inspection, name: str, uses: tuple[Use, ...], idle: dict[str, tuple[str, Place]]
) -> str | None:
    """The name that an unfilled one is a slip of the pen for, or that is a slip for it."""
    close = nearest(name, idle)
    own = [use for use in uses if use.place.file in inspection.files]
    if own and not close:
        known = set(inspection.filled) | (set(inspection.uses) - {use.name for use in own})
        close = nearest(name, known)
    return close


def _unfilled(
    inspection: Inspection,
    name: str,
    uses: tuple[Use, ...],
    idle: dict[str, tuple[str, Place]],
    close: str | None,
) -> Iterator[Notice]:
    """One notice for a name: a slip of the pen where a `close` one is there, else what stays silent."""
    own = [use for use in uses if use.place.file in inspection.files]
    by = _askers(inspection, name)
    if close in idle and len(own) < len(uses):  # a pack asks for it, which is right
        kind, place = idle[close]
        told = {"kind": _KINDS[kind], "given": close, "name": name, "by": by}
        yield finding(place, "misspelt-own", hint=did_you_mean(name), **told)
    elif close:
        place = own[0].place.saying(f"${name}")
        yield finding(place, "misspelt-name", name=name, by=by, hint=did_you_mean(f"${close}"))
    else:
        place = own[0].place.saying(f"${name}") if own else inspection.here("facts")
        asleep = _asleep(inspection, name)
        if asleep:
            yield finding(place, "sleeping", name=name, rules=_few(asleep))
        else:
            yield finding(place, "unfilled-name", name=name, by=by)


def _asleep(inspection: Inspection, name: str) -> list[Text]:
    """The rules that would wake up, or nearly, if that name were filled; with the names that would do too."""
    found = []
    for rule, ways in inspection.sleeping.items():
        if any(name in group for way in ways for group in way):
            told = told_names(ways)
            alone = told.en == f"${name}"
            found.append(Text(fr=rule, en=rule) if alone else _ASLEEP.format(rule=rule, names=told))
    return found


def _askers(inspection: Inspection, name: str) -> Text:
    """A few of those who ask: the rules, through whatever lists they do."""
    asked, every = [name], dict[str, None]()
    for each in asked:  # grows by the lists that have it
        for use in inspection.uses.get(each, ()):
            every[use.by] = None
            kind, _, of = use.by.partition(".")
            if kind == "lists" and of not in asked:
                asked.append(of)
    rules = [by for by in every if not by.startswith(("lists.", "guards."))] or list(every)
    return _few([Text(fr=rule, en=rule) for rule in rules])


def _few(rules: list[Text]) -> Text:
    """The first of `rules`, and how many more there are."""
    shown = joined(rules[:_FEW], ", ")
    more = len(rules) - _FEW
    if more <= 0:
        return shown
    also = counted(more, fr=("autre règle", "autres règles"), en=("other rule", "other rules"))
    return Text(fr=f"{shown.fr} et {also.fr}", en=f"{shown.en} and {also.en}")


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
    rules = [placed.rule for placed in inspection.every_rule]
    used = {name for rule in rules for name in rule.guards}
    used |= {name for rule in rules for check in rule.check for name in guards_in(check)}
    for file in inspection.files:
        for name in file.content.guards:
            if name not in used:
                yield finding(Place(file=file, path=("guards", name)), "unused-guard", name=name)


_FEW = 3
_ASLEEP = Text(fr="{rule} ({names})", en="{rule} ({names})")
_KINDS = {"facts": Text(fr="le fait", en="fact"), "lists": Text(fr="la liste", en="list")}
