"""``advocacy demo``: the whole line on this machine, with servers that start and stop with it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from advocacy.cli.output import AsJson, show
from advocacy.cli.speech import say


def register(app: typer.Typer) -> None:
    """Add this verb to `app`."""
    app.command(
        "demo", help=say("Tout, de bout en bout, en une minute.", "All of it, end to end, in a minute.")
    )(demo)


def demo(
    *,
    as_json: AsJson = False,
    keep: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help=say(
                "Garde le programme dans ce dossier, pour continuer avec lui ; sinon seul le rapport reste.",
                "Keep the programme in this folder, to go on with it; else only the report stays.",
            ),
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            help=say(
                "Où écrire le rapport ; sinon report.html, ici ou dans le dossier gardé.",
                "Where to write the report; else report.html, here or in the folder that is kept.",
            )
        ),
    ] = None,
    pds: Annotated[
        Path | None,
        typer.Option(
            help=say(
                "Le vrai serveur Bluesky installé là par scripts/install-peers.",
                "The real Bluesky server that scripts/install-peers put there.",
            )
        ),
    ] = None,
) -> None:
    """Run the demonstration; exit code 1 when a share is missing or posted twice."""
    from advocacy.cli.demo.play import run  # noqa: PLC0415 - heavy: imported on first use

    outcome = run(report=report, pds=pds, keep=keep, quiet=as_json)
    show(outcome, None, as_json=as_json)
    if not outcome.is_sound:
        raise typer.Exit(1)
