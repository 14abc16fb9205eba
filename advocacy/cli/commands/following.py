"""``advocacy followers`` and ``unique-audience``: whose followers may be counted, and how many there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show, table
from advocacy.cli.parameters import AdvocateId, CampaignId, Doer, NetworkName, Role
from advocacy.cli.speech import counted, say, spoken
from advocacy.documents import read_text

if TYPE_CHECKING:
    from advocacy.reach.followers import FollowersRead


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    about = say("Listes publiques d’abonnés.", "Public lists of followers.")
    group = typer.Typer(no_args_is_help=True, help=about)
    allow_help = say("Permet de compter ses abonnés.", "Let one's followers be counted.")
    group.command("allow", help=allow_help)(allow)
    withdraw_help = say("Retire cette permission.", "Take that back.")
    group.command("withdraw", help=withdraw_help)(withdraw)
    group.command("show", help=say("Dit ce qui en est gardé.", "Say what is kept of them."))(show_)
    group.command("read", help=say("Lit les listes qui sont dues.", "Read the lists that are due."))(read)
    destroy_help = say("Détruit la clé et tout le reste.", "Destroy the key and all the rest.")
    group.command("destroy", help=destroy_help)(destroy)
    app.add_typer(group, name="followers")
    audience_help = say("Estime l’audience unique.", "Estimate the unique audience.")
    app.command("unique-audience", help=audience_help)(unique_audience)


def allow(advocate_id: AdvocateId, network: NetworkName, *, as_json: AsJson = False) -> None:
    """Agree that one's public list be read and kept as a sketch, without a name, to count people once."""
    with open_program() as program:
        is_new = program.allow_followers(advocate_id, network, by=advocate_id)
    told = say("noté ; la liste sera lue après un post", "noted; the list is read once there is a post")
    show({"allowed": True, "new": is_new}, told, as_json=as_json)


def withdraw(advocate_id: AdvocateId, network: NetworkName, *, as_json: AsJson = False) -> None:
    """Have what was kept of one's followers deleted at once."""
    with open_program() as program:
        was_kept = program.withdraw_followers(advocate_id, network, by=advocate_id)
    told = say("effacé", "deleted") if was_kept else say("rien n’était gardé", "nothing was kept")
    show({"allowed": False, "was_kept": was_kept}, told, as_json=as_json)


def show_(advocate_id: AdvocateId, *, as_json: AsJson = False) -> None:
    """One's own lists: when they were read, how many follow, how large the sketch is."""
    with open_program() as program:
        found = program.follower_lists(advocate_id, by=advocate_id)
    columns = [
        say("réseau", "network"),
        say("accord", "agreed"),
        say("lue", "read"),
        say("abonnés", "followers"),
        say("octets", "bytes"),
    ]
    hidden = say("cachée", "hidden")
    rows = [
        (one.network, one.agreed_at, hidden if one.hidden else one.taken_at, one.followers, one.size)
        for one in found
    ]
    show(found, table("", columns, rows), as_json=as_json)


def read(*, as_json: AsJson = False) -> None:
    """Read what is due, within each network's quota; ``advocacy worker`` does it too, every five minutes."""
    with open_program() as program:
        done = program.read_followers()
    show(done, "\n".join(read_lines(done)), as_json=as_json)


def destroy(
    *,
    by: Doer,
    role: Role,
    as_json: AsJson = False,
) -> None:
    """Destroy the key of the sketches, the sketches and the consents: nothing can be told from them again."""
    with open_program() as program:
        lists = program.destroy_sketches(by=by, role=role)
    told = counted(lists, fr=("liste détruite", "listes détruites"), en=("list destroyed", "lists destroyed"))
    show({"destroyed": lists}, told, as_json=as_json)


def unique_audience(
    campaign: CampaignId,
    *,
    network: Annotated[
        str | None,
        typer.Option(help=say("Le réseau, s’il y en a plusieurs.", "The network, if there are several.")),
    ] = None,
    sample: Annotated[
        Path | None,
        typer.Option(
            help=say(
                "Fichier : par abonné tiré au sort, combien d’auteurs il suit.",
                "File: for each follower drawn by chance, how many of the authors they follow.",
            )
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """People who follow at least one author, with the interval and what it takes for granted."""
    from advocacy.reach.trial_files import multiplicities  # noqa: PLC0415 - heavy: imported on first use

    asked = None if sample is None else multiplicities(read_text(sample), name=str(sample))
    with open_program() as program:
        found = program.unique_audience(campaign, network=network, sample=asked)
    show(found, found.explain(spoken()), as_json=as_json)


def read_lines(done: FollowersRead) -> list[str]:
    """What a run did, a line each."""
    lines = [counted(done.taken, fr=("liste d’abonnés lue", "listes d’abonnés lues"), en=_READ)]
    for number, french, english in (
        (done.begun, "à finir de lire", "to be read further"),
        (done.hidden, "que leur personne ne montre pas", "that their people do not show"),
        (done.no_access, "dont le compte est à relier d’abord", "whose account is to be connected first"),
    ):
        if number:
            lines.append(say(f"{number} {french}", f"{number} {english}"))
    return [
        *lines,
        *(f"{network}{say(' : ', ': ')}{why.say(spoken())}" for network, why in done.later.items()),
    ]


_READ = ("list of followers read", "lists of followers read")
