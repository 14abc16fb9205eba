"""``advocacy charter lint``: what is missing, never fires or surprises."""

from __future__ import annotations

from typing import Annotated

import typer

from advocacy.charter.formats import Format, Level
from advocacy.cli.commands.charter.files import Files, InFormat, print_sheets, sources_of
from advocacy.cli.output import AsJson, out, show
from advocacy.cli.speech import counted, say
from advocacy.clock import utc_now
from advocacy.connectors import registry


def register(app: typer.Typer) -> None:
    """Add this verb to `app`."""
    app.command("lint", help=say("Relit la charte elle-même.", "Look the charter itself over."))(lint)


def lint(
    files: Files = None,
    *,
    form: InFormat = Format.TEXT,
    packs: Annotated[
        bool, typer.Option("--packs", help=say("Aussi celles des jeux de règles.", "The packs' rules too."))
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help=say("Une mise en garde échoue aussi.", "A warning fails too."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Look charters over; exit code 1 when something must be mended."""
    from advocacy.charter.lint import linted  # noqa: PLC0415 - heavy: imported on first use

    today = utc_now().date()
    sheets = [
        linted(source.text, name=source.name, today=today, of_packs=packs, network_of=registry.meant)
        for source in sources_of(files)
    ]
    errors, warnings, notes = (sum(sheet.count(level) for sheet in sheets) for level in Level)
    if as_json:
        show([notice for sheet in sheets for notice in sheet.notices()], None, as_json=True)
    else:
        print_sheets(sheets, form)
    if form is Format.TEXT and not as_json:
        out.print(_summary(errors, warnings, notes), markup=False)
    if errors or (strict and warnings):
        raise typer.Exit(1)


def _summary(errors: int, warnings: int, notes: int) -> str:
    if not (errors or warnings or notes):
        return say("Rien à redire.", "Nothing to say against it.")
    found = [
        counted(errors, fr=("erreur", "erreurs"), en=("error", "errors")),
        counted(warnings, fr=("mise en garde", "mises en garde"), en=("warning", "warnings")),
        counted(notes, fr=("note", "notes"), en=("note", "notes")),
    ]
    return ", ".join(found)
