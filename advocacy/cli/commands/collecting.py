"""``advocacy collect``: what networks count of our posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show
from advocacy.cli.speech import say, spoken

if TYPE_CHECKING:
    from advocacy.track.collector import Collected


def register(app: typer.Typer) -> None:
    """Add this verb to `app`."""
    app.command(
        "collect", help=say("Relève ce que comptent les réseaux.", "Collect what the networks count.")
    )(collect)


def collect(*, as_json: AsJson = False) -> None:
    """Ask the networks for the counts that are due; ``advocacy worker`` does it too, every five minutes."""
    with open_program() as program:
        collected = program.collect()
    show(collected, "\n".join(_told(collected)), as_json=as_json)


def _told(collected: Collected) -> list[str]:
    lines = [
        say(
            "{n} post(s) relevé(s), {silent} sans chiffre encore",
            "{n} post(s) counted, {silent} without figures yet",
        ).format(n=collected.counted, silent=collected.silent)
    ]
    if collected.missing:
        lines.append(
            say(
                "{n} post(s) introuvable(s), revus dans une heure",
                "{n} post(s) not found, looked for again in an hour",
            ).format(n=len(collected.missing))
        )
    if collected.gone:
        lines.append(
            say("{n} post(s) supprimé(s) sur leur réseau", "{n} post(s) deleted on their network").format(
                n=len(collected.gone)
            )
        )
    for network, people in collected.no_access.items():
        line = say(
            "{network} : {n} personne(s) n’ont pas permis de lire leurs chiffres",
            "{network}: {n} person(s) did not allow us to read their counts",
        )
        lines.append(line.format(network=network, n=people))
    lines += [f"{network}: {why.say(spoken())}" for network, why in collected.later.items()]
    return lines
