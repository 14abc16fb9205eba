"""Which charter a command is about: the files that are named, else the programme's working copy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advocacy.charter.formats import Format, Sheet, written
from advocacy.cli.opening import open_program
from advocacy.cli.output import out
from advocacy.cli.speech import say, spoken
from advocacy.documents import read_text
from advocacy.program.charter_files import whole_of

if TYPE_CHECKING:
    from advocacy.charter.gathering import Whole
    from advocacy.charter.rehearsal import Rehearsal

Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[FILE]…",
        help=say("Chartes ; sinon celle du programme.", "Charters; else the programme's."),
        show_default=False,
    ),
]
CharterFile = Annotated[
    Path | None,
    typer.Option(
        "--charter", help=say("Charte ; sinon celle du programme.", "Charter; else the programme's.")
    ),
]
InFormat = Annotated[
    Format, typer.Option("--format", help=say("Pour qui l’on écrit.", "For whom it is written."))
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The text of a charter and the name of its file."""

    text: str
    name: str

    def whole(self) -> Whole:
        """The charter with its packs."""
        return whole_of(self.text, name=self.name)

    def rehearsal(self) -> Rehearsal:
        """The charter, ready for its examples."""
        from advocacy.charter.rehearsal import Rehearsal  # noqa: PLC0415 - heavy: imported on first use

        return Rehearsal.of(self.whole())


def source_of(file: Path | None) -> Source:
    """The charter in `file`, or the programme’s working copy."""
    if file is not None:
        return Source(text=read_text(file), name=str(file))
    with open_program() as program:
        text, name = program.charter_source()
    return Source(text=text, name=_from_here(name))


def _from_here(name: str) -> str:
    """A file as one would type it: forges look for it from the top of the repository."""
    path, here = Path(name), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else name


def sources_of(files: list[Path] | None) -> list[Source]:
    """Each of `files`, or the programme’s working copy."""
    return [source_of(file) for file in files] if files else [source_of(None)]


def print_sheets(sheets: list[Sheet], form: Format) -> None:
    """Write `sheets` as one, in a format for tools or for people."""
    first = sheets[0]
    cases = tuple(case for sheet in sheets for case in sheet.cases)
    codes = {code: known for sheet in sheets for code, known in sheet.codes.items()}
    said = written(Sheet(tool=first.tool, cases=cases, codes=codes), form, spoken())
    if said:
        out.print(said, markup=False)
