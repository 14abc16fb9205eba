"""``advocacy charter diff``: what changed, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from advocacy.cli.commands.charter.files import source_of
from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show
from advocacy.cli.speech import say, spoken
from advocacy.errors import NotFound

if TYPE_CHECKING:
    from advocacy.charter.gathering import Whole


def register(app: typer.Typer) -> None:
    """Add this verb to `app`."""
    app.command(
        "diff", help=say("Dit ce qui change entre deux chartes.", "Say what differs of two charters.")
    )(diff)


def diff(
    old: Annotated[
        Path | None,
        typer.Argument(
            metavar="[OLD]",
            help=say("L’ancienne ; sinon la version active.", "The old one; else the active version."),
            show_default=False,
        ),
    ] = None,
    new: Annotated[
        Path | None,
        typer.Argument(
            metavar="[NEW]",
            help=say(
                "La nouvelle ; sinon le fichier du programme.", "The new one; else the programme's file."
            ),
            show_default=False,
        ),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Say what differs between two charters."""
    from advocacy.charter.diff import compared  # noqa: PLC0415 - heavy: imported on first use

    before = source_of(old).whole() if old is not None else active_charter()
    found = compared(before, source_of(new).whole())
    show(found, Text(found.say(spoken())), as_json=as_json)


def active_charter() -> Whole:
    """The version of the programme that holds.

    Raises:
        NotFound: none is active yet.
    """
    with open_program() as program:
        version = program.active_charter
        if version is None:
            raise NotFound(
                fr="Aucune version n’est active : nommez l’ancienne charte, ou activez-en une.",
                en="No version is active: name the old charter, or activate one.",
            )
        return program.kept_charter(version)
