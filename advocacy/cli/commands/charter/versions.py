"""``advocacy charter activate`` and ``versions``: which charter holds, and who agreed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from advocacy.charter.version import Activation
from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, out, show, table
from advocacy.cli.speech import say, spoken


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command(
        "activate", help=say("Approuve une version, pour un rôle.", "Agree to a version, for a role.")
    )(activate)
    app.command("versions", help=say("Les versions et qui les a approuvées.", "Versions and who agreed."))(
        versions
    )


def activate(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help=say("La charte ; sinon celle du programme.", "The charter; else the programme's."),
            show_default=False,
        ),
    ] = None,
    *,
    by: Annotated[str, typer.Option(help=say("Qui approuve.", "Who agrees."))],
    role: Annotated[str, typer.Option(help=say("Pour quel rôle.", "For which role."))],
    as_json: AsJson = False,
) -> None:
    """Agree to a version; with the last role it holds from then on."""
    with open_program() as program:
        found = program.activate_charter(file, by=by, role=role)
        missing = found.missing(tuple(program.settings.approval.roles))
    show(found, _table([found]), as_json=as_json)
    if missing and not as_json:
        out.print(say("Reste l’accord de : ", "Still to agree: ") + ", ".join(missing), markup=False)
        for other in found.elsewhere:
            if other.approval.role in missing:
                out.print(other.say_for(found.version).say(spoken()), markup=False)


def versions(*, as_json: AsJson = False) -> None:
    """List every version that was proposed, and since when it held."""
    with open_program() as program:
        found = program.charter_activations()
        active = program.active_charter
    none = say("aucune version : advocacy charter activate", "no version: advocacy charter activate")
    show(found, _table(found, active) if found else none, as_json=as_json)


def _table(found: list[Activation], active: str | None = None) -> Table:
    rows = [
        (
            each.version.stamp,
            each.version.title.say(spoken()),
            ", ".join(f"{approval.role} ({approval.by})" for approval in each.approvals),
            each.activated_at,
            say("active", "active") if each.version.hash == active else "",
        )
        for each in found
    ]
    columns = [
        "version",
        say("titre", "title"),
        say("approuvée par", "agreed by"),
        say("depuis", "since"),
        "",
    ]
    return table("", columns, rows)
