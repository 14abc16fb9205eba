"""``advocacy charter diff OLD NEW``: what changed, in words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from advocacy.cli.commands.charter.files import source_of
from advocacy.cli.output import AsJson, show
from advocacy.cli.speech import say, spoken


def register(app: typer.Typer) -> None:
    """Add this verb to `app`."""
    app.command(
        "diff", help=say("Dit ce qui change entre deux chartes.", "Say what differs of two charters.")
    )(diff)


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help=say("L’ancienne.", "The old one."))],
    new: Annotated[
        Path | None,
        typer.Argument(
            metavar="[NEW]",
            help=say("La nouvelle ; sinon celle du programme.", "The new one; else the programme's."),
            show_default=False,
        ),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Say what differs between two charters."""
    from advocacy.charter.diff import compared  # noqa: PLC0415 - heavy: imported on first use

    found = compared(source_of(old).whole(), source_of(new).whole())

    show(found, Text(found.say(spoken())), as_json=as_json)
