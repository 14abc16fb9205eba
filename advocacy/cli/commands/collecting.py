"""``advocacy collect`` and ``import-counts``: what networks count of our posts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show
from advocacy.cli.speech import counted, say, spoken
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
    file: Annotated[
        Path, typer.Argument(help=say("Le fichier téléchargé (.xlsx).", "What was downloaded (.xlsx)."))
    ],
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
    if found.already:
        fr = ("déjà repris : rien n’a changé", "déjà repris : rien n’a changé")
        lines = [_posts(len(found.counted), fr=fr, en="taken in before: nothing changed")]
    else:
        lines = [_posts(len(found.counted), fr=("relevé", "relevés"), en="counted")]
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
    here = _posts(collected.counted, fr=("relevé", "relevés"), en="counted")
    silent = collected.silent
    lines = [say(f"{here}, {silent} sans chiffre encore", f"{here}, {silent} without figures yet")]
    if found := collected.missing:
        fr = ("introuvable, revu dans une heure", "introuvables, revus dans une heure")
        lines.append(_posts(len(found), fr=fr, en="not found, looked for again in an hour"))
    if found := collected.gone:
        fr = ("supprimé sur son réseau", "supprimés sur leur réseau")
        lines.append(_posts(len(found), fr=fr, en="deleted on the network"))
    if found := collected.elsewhere:
        fr = (
            "resté sur un serveur que sa personne a quitté",
            "restés sur un serveur que leur personne a quitté",
        )
        lines.append(_posts(len(found), fr=fr, en="left on a server that the person has moved from"))
    lines += [
        f"{network}{say(' : ', ': ')}{_silenced(people)}" for network, people in collected.no_access.items()
    ]
    lines += [f"{network}{say(' : ', ': ')}{why.say(spoken())}" for network, why in collected.later.items()]
    return lines


def _silenced(people: int) -> str:
    return counted(
        people,
        fr=(
            "personne n’a pas permis de lire ses chiffres",
            "personnes n’ont pas permis de lire leurs chiffres",
        ),
        en=("person did not allow us to read their counts", "people did not allow us to read their counts"),
    )


def _posts(count: int, *, fr: tuple[str, str], en: str) -> str:
    """So many posts, and what is said of them."""
    return counted(count, fr=(f"post {fr[0]}", f"posts {fr[1]}"), en=(f"post {en}", f"posts {en}"))
