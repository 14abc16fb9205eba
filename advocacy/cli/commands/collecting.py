"""``advocacy collect`` and ``import-counts``: what networks count of our posts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show
from advocacy.cli.speech import say, spoken
from advocacy.program.importing import ImportedCounts

if TYPE_CHECKING:
    from advocacy.track.collector import Collected


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command(
        "collect", help=say("Relève ce que comptent les réseaux.", "Collect what the networks count.")
    )(collect)
    app.command(
        "import-counts",
        help=say(
            "Reprend les chiffres qu’une personne a téléchargés.", "Take in counts that a person downloaded."
        ),
    )(import_counts)


def collect(*, as_json: AsJson = False) -> None:
    """Ask the networks for the counts that are due; ``advocacy worker`` does it too, every five minutes."""
    with open_program() as program:
        collected = program.collect()
    show(collected, "\n".join(_told(collected)), as_json=as_json)


def import_counts(
    file: Path,
    *,
    advocate: Annotated[str, typer.Option(help=say("À qui sont ces posts.", "Whose posts they are."))],
    network: Annotated[
        str, typer.Option(help=say("D’où vient le fichier.", "Where it was downloaded."))
    ] = "linkedin",
    by: Annotated[str, typer.Option(help=say("Qui le reprend.", "Who takes it in."))] = "",
    as_json: AsJson = False,
) -> None:
    """Keep what the network counted of the shares in the file; the same file again changes nothing."""
    with open_program() as program:
        found = program.import_counts(file, advocate=advocate, network=network, by=by)
    show(found, "\n".join(_imported(found)), as_json=as_json)


def _imported(found: ImportedCounts) -> list[str]:
    counted = say("{n} post(s) relevé(s)", "{n} post(s) counted")
    already = say(
        "{n} post(s), déjà repris : rien n’a changé", "{n} post(s), taken in before: nothing changed"
    )
    lines = [(already if found.already else counted).format(n=len(found.counted))]
    if found.partial:
        why = "Posts d’avant la période : téléchargez-en une plus longue ({n})"
        lines.append(
            say(why, "Posts from before the period: download a longer one ({n})").format(n=len(found.partial))
        )
        lines += [f"  {url}" for url in found.partial]
    if found.not_ours:
        why = "Posts d’aucun partage connu ; rien n’en est gardé ({n}). Si l’un l’est : advocacy confirm"
        said = "Posts that are no share we know; nothing of them is kept ({n}). If one is: advocacy confirm"
        lines.append(say(why, said).format(n=len(found.not_ours)))
        lines += [f"  {url}" for url in found.not_ours]
    if found.left_out:
        left = say(
            "Laissé de côté, car sur le compte : {names}", "Left out, being about the account: {names}"
        )
        lines.append(left.format(names=", ".join(found.left_out)))
    return lines


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
