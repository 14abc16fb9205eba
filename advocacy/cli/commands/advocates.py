"""``advocacy advocate …``: who takes part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from advocacy.cli.commands.granting import taken_back_lines
from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show, table
from advocacy.cli.parameters import AdvocateId
from advocacy.cli.speech import counted, say, spoken
from advocacy.people.hours import told_hours
from advocacy.people.lane import Lane
from advocacy.program.people import Left

advocate = typer.Typer(no_args_is_help=True, help=say("Les ambassadeurs.", "Advocates."))


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.add_typer(advocate, name="advocate")


@advocate.command("import", help=say("Importe des personnes (CSV).", "Import people (CSV)."))
def advocate_import(
    file: Annotated[
        Path, typer.Argument(help=say("Un CSV, une ligne par personne.", "CSV, a row a person."))
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Take over everyone in a file, or nobody."""
    with open_program() as program:
        done = program.import_advocates(file)
    new = counted(done.new, fr=("nouvelle personne", "nouvelles personnes"), en=("new person", "new people"))
    known = counted(done.known, fr=("déjà connue", "déjà connues"), en=("known already", "known already"))
    told = [f"{new}, {known}"]
    if done.left:
        told.append(
            say(
                "Partis, et pas repris : {left}. Qui veut revenir le dit : advocacy advocate rejoin",
                "Left, and not taken back: {left}. Who wants to come back says so: advocacy advocate rejoin",
            )
        )
    if done.erased:
        told.append(
            say(
                "Effacés, et pas repris : {erased}. Qui revient prend un autre identifiant.",
                "Erased, and not taken in: {erased}. Who comes back takes another id.",
            )
        )
    given = {"left": ", ".join(done.left), "erased": ", ".join(done.erased)}
    words = "\n".join(told).format(**given)
    show(done, words, as_json=as_json)


@advocate.command("list", help=say("Liste les ambassadeurs.", "List advocates."))
def advocate_list(*, as_json: AsJson = False) -> None:
    """List everyone who takes part."""
    with open_program() as program:
        people = program.advocates()
    rows = [
        (
            one.id,
            one.name,
            one.team,
            one.language,
            ", ".join(f"{profile.network} ({say(*_LANES[profile.lane])})" for profile in one.profiles),
        )
        for one in people
    ]
    columns = [
        "id",
        say("nom", "name"),
        say("équipe", "team"),
        say("langue", "language"),
        say("profils", "profiles"),
    ]
    nobody = say("personne : advocacy advocate import FICHIER", "nobody: advocacy advocate import FILE")
    show(people, table("", columns, rows) if rows else nobody, as_json=as_json)


@advocate.command("leave", help=say("Quitte le programme.", "Leave the programme."))
def advocate_leave(
    advocate_id: AdvocateId,
    *,
    as_json: AsJson = False,
    erase: Annotated[
        bool,
        typer.Option(
            "--erase",
            help=say(
                "Efface aussi le nom, les comptes et les textes ; les chiffres restent.",
                "Erase name, accounts and words as well; the figures stay.",
            ),
        ),
    ] = False,
) -> None:
    """Cancel what waits, and take every consent back on the networks too."""
    with open_program() as program:
        left = program.leave(advocate_id, by=advocate_id, erase=erase)
    cancelled = counted(
        left.cancelled, fr=("partage annulé", "partages annulés"), en=("share cancelled", "shares cancelled")
    )
    told = say(f"{cancelled}, accords oubliés", f"{cancelled}, grants forgotten")
    lines = [told, *taken_back_lines(left.taken_back), *(_erased(advocate_id, left) if erase else [])]
    show(left, "\n".join(lines), as_json=as_json)


def _erased(advocate_id: str, left: Left) -> Iterator[str]:
    """What of a person is gone, and what is not."""
    yield say(
        "Effacés : nom, adresse, horaires, comptes, textes, raisons, et les adresses de ses posts.",
        "Erased: name, address, hours, accounts, words, reasons, and the addresses of their posts.",
    )
    yield say(
        f"Restent : les chiffres (partages, clics, équipe) sous l’identifiant « {advocate_id} », que "
        "personne ne reprend ; s’il dit un nom, il désigne encore quelqu’un.",
        f"Kept: figures (shares, clicks, team) under the id “{advocate_id}”, which nobody takes again; "
        "where it is somebody's name, it still says who.",
    )
    yield say(
        "Les posts déjà publiés restent sur les réseaux : ils sont à leur auteur, qui peut les y supprimer.",
        "Posts that are out stay on the networks: they are their author's, who may delete them there.",
    )
    if left.finishing:
        yield say(
            "Un envoi est en cours, ou un accord à retirer encore : la suite s’efface à advocacy publish.",
            "Something is on its way, or a consent is still to take back: advocacy publish erases the rest.",
        )


@advocate.command("rejoin", help=say("Revient dans le programme.", "Take part again."))
def advocate_rejoin(advocate_id: AdvocateId, *, as_json: AsJson = False) -> None:
    """Take part again after having left."""
    with open_program() as program:
        person = program.rejoin(advocate_id, by=advocate_id)
    told = say(
        "{name} participe à nouveau ; reliez vos comptes", "{name} takes part again; connect your accounts"
    )
    show(person, told.format(name=person.name), as_json=as_json)


@advocate.command("hours", help=say("Dit ses horaires et ses absences.", "Say one's hours and leave."))
def advocate_hours(
    advocate_id: AdvocateId,
    hours: Annotated[
        str | None,
        typer.Argument(
            metavar="[HOURS]",
            help=say(
                "Comme « lun-jeu 9-18; ven 9-12 » ; vide : ceux de la charte.",
                "Such as “mon-thu 9-18; fri 9-12”; empty: the charter’s.",
            ),
        ),
    ] = None,
    *,
    as_json: AsJson = False,
    leave: Annotated[
        list[str] | None,
        typer.Option(
            help=say(
                "Jours d’absence, comme 2026-07-13..2026-07-31 ; à répéter.",
                "Days away, such as 2026-07-13..2026-07-31; may be repeated.",
            )
        ),
    ] = None,
) -> None:
    """Say when one works and is away: nothing is planned outside."""
    with open_program() as program:
        person = program.set_hours(advocate_id, by=advocate_id, hours=hours, leave=leave)
    charter_s = say("ceux de la charte", "the charter’s")
    told = say("{name} : {hours} ; absences : {leave}", "{name}: {hours}; away: {leave}").format(
        name=person.name,
        hours=told_hours(person.hours, spoken()) or charter_s,
        leave=", ".join(person.leave) or "–",
    )
    show(person, told, as_json=as_json)


@advocate.command("nudges", help=say("Dit si l’on veut des messages.", "Say whether one wants messages."))
def advocate_nudges(
    advocate_id: AdvocateId,
    *,
    as_json: AsJson = False,
    wanted: Annotated[
        bool, typer.Option("--on/--off", help=say("Être prévenu de ses offres.", "Be told of one's offers."))
    ],
) -> None:
    """Say whether one is told of offers by message; they are there all the same."""
    with open_program() as program:
        program.set_nudges(advocate_id, by=advocate_id, wanted=wanted)
    told = say("messages : oui", "messages: yes") if wanted else say("messages : non", "messages: no")
    show({"advocate": advocate_id, "wanted": wanted}, told, as_json=as_json)


_LANES = {Lane.TOKEN: ("par nous", "by us"), Lane.HAND_OFF: ("soi-même", "by hand")}
