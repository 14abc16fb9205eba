"""A programme whose charter can be activated, for tests of what governs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from advocacy.clock import Clock, FixedClock
from advocacy.people import Advocate
from advocacy.program import Program
from advocacy.share import Share
from builders import approved, running
from charter.house import CHARTER, changed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECRET = "All in on Projet Boréal {link}"
BOAST = "It is the best {link}"
EXECUTIVES = changed(
    ("version: 1", "version: 2"),
    (
        "severity: [{level: block, when: {country: GB}}, warn]",
        "severity: [{level: block, when: {author: executive}}]",
    ),
    ("fr: [C’est le meilleur.]", "fr: [{text: C’est le meilleur., context: {author: executive}}]"),
    ("en: [It is the best.]", "en: [{text: It is the best., context: {author: executive}}]"),
)
"""A charter whose article on claims concerns executives only."""


@contextmanager
def governed(
    folder: Path, people: Iterable[Advocate] = (), *, text: str = CHARTER, clock: Clock | None = None
) -> Iterator[Program]:
    """A programme with the charter `text` as its working copy."""
    with running(folder, people, clock=clock or FixedClock(NOON)) as (program, _):
        write(folder, text)
        yield program


def write(folder: Path, text: str, name: str = "charter.yaml") -> Path:
    """Write a charter."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def activated(program: Program, file: Path | None = None) -> None:
    """Both roles agree."""
    program.activate_charter(file, by="maria", role="marketing")
    program.activate_charter(file, by="claire", role="hr")


def offered(program: Program, to: str) -> Share:
    """The first share of a story that is offered to a person."""
    return next(share for share in approved(program) if share.advocate == to)
