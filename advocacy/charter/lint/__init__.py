"""A charter looked over before anyone relies on it: what is missing, what never fires, what surprises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from advocacy.charter.formats import Case, Notice, Sheet, notice_of
from advocacy.charter.gathering import gathered
from advocacy.charter.lint.codes import CODES
from advocacy.charter.lint.house import house_notices
from advocacy.charter.lint.inspection import Inspection
from advocacy.charter.lint.names import name_notices
from advocacy.charter.lint.rules import rule_notices
from advocacy.charter.lint.terms import term_notices
from advocacy.charter.rehearsal import Rehearsal
from advocacy.charter.slips import NetworkOf, require_networks
from advocacy.errors import InvalidInput

__all__ = ["CODES", "linted"]

TOOL = "advocacy charter lint"


def linted(
    text: str, *, name: str, today: date, of_packs: bool = False, network_of: NetworkOf | None = None
) -> Sheet:
    """Look over the charter in `text`; every mistake and oddity has its file, line and what to do.

    Args:
        text: what the file says.
        name: the name of the file.
        today: the day on which exemptions and sources are judged.
        of_packs: also look over the rules of the packs it takes.
        network_of: what the host knows of networks; without it none is looked up.

    >>> sheet = linted("title: {fr: Charte, en: Charter}", name="charter.yaml", today=date(2026, 3, 2))
    >>> [notice.code for notice in sheet.notices()]
    ['no-contact', 'no-consultation', 'no-rules']
    """
    try:
        whole = gathered(text, name=name)
        if network_of is not None:
            require_networks(whole, network_of)
        rehearsal = Rehearsal.of(whole)
    except InvalidInput as error:
        notices = tuple(notice_of(mistake) for mistake in error.mistakes)
        return Sheet(tool=TOOL, cases=(Case(name=name, file=name, notices=notices),), codes=CODES)
    inspection = Inspection(rehearsal, today=today, of_packs=of_packs, network_of=network_of)
    return Sheet(tool=TOOL, cases=tuple(_cases(inspection, name)), codes=CODES)


def _cases(inspection: Inspection, name: str) -> Iterator[Case]:
    notices = [notice for look in _LOOKS for notice in look(inspection)]
    yield Case(name=name, group=name, file=name, notices=tuple(sorted(notices, key=_order)))
    for placed in inspection.rules:
        yield Case(
            name=placed.rule.id,
            group=placed.place.name,
            file=placed.place.name,
            line=placed.place.line,
            notices=tuple(sorted(rule_notices(inspection, placed), key=_order)),
        )


def _order(notice: Notice) -> tuple[str, int]:
    return notice.file, notice.line


_LOOKS: tuple[Callable[[Inspection], Iterator[Notice]], ...] = (house_notices, name_notices, term_notices)
