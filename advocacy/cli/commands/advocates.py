"""``advocacy advocate …`` and ``advocacy connect``: who takes part, and their accounts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show, table
from advocacy.cli.speech import say
from advocacy.connectors.base import Access, Secret
from advocacy.errors import InvalidInput, Mistake, TryLater
from advocacy.language import Text

advocate = typer.Typer(no_args_is_help=True, help=say("Les ambassadeurs.", "Advocates."))


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.add_typer(advocate, name="advocate")
    app.command("connect", help=say("Relie un compte.", "Connect an account."))(connect)


@advocate.command("import", help=say("Importe advocates.csv.", "Import advocates.csv."))
def advocate_import(file: Path, *, as_json: AsJson = False) -> None:
    """Take over everyone in a file, or nobody."""
    with open_program() as program:
        done = program.import_advocates(file)
    told = [say("{new} nouveaux, {known} déjà connus", "{new} new, {known} known already")]
    if done.left:
        told.append(
            say(
                "Partis, et pas repris : {left}. Qui veut revenir le dit : advocacy advocate rejoin",
                "Left, and not taken back: {left}. Who wants to come back says so: advocacy advocate rejoin",
            )
        )
    words = "\n".join(told).format(new=done.new, known=done.known, left=", ".join(done.left))
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
            ", ".join(f"{profile.network} ({profile.lane})" for profile in one.profiles),
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
    show(people, table("", columns, rows), as_json=as_json)


@advocate.command("leave", help=say("Quitte le programme.", "Leave the programme."))
def advocate_leave(
    advocate_id: Annotated[str, typer.Argument(metavar="ADVOCATE")], *, as_json: AsJson = False
) -> None:
    """Cancel what waits and forget every grant."""
    with open_program() as program:
        cancelled = program.leave(advocate_id, by=advocate_id)
    told = say("{n} partage(s) annulés, accords oubliés", "{n} share(s) cancelled, grants forgotten")
    show({"cancelled": cancelled}, told.format(n=cancelled), as_json=as_json)


@advocate.command("rejoin", help=say("Revient dans le programme.", "Take part again."))
def advocate_rejoin(
    advocate_id: Annotated[str, typer.Argument(metavar="ADVOCATE")], *, as_json: AsJson = False
) -> None:
    """Take part again after having left."""
    with open_program() as program:
        person = program.rejoin(advocate_id, by=advocate_id)
    told = say(
        "{name} participe à nouveau ; reliez vos comptes", "{name} takes part again; connect your accounts"
    )
    show(person, told.format(name=person.name), as_json=as_json)


def connect(
    advocate_id: Annotated[str, typer.Argument(metavar="ADVOCATE")],
    network: Annotated[str, typer.Argument(metavar="NETWORK")],
    *,
    as_json: AsJson = False,
    host: Annotated[
        str | None,
        typer.Option(
            help=say("Serveur du compte, s’il ne se déduit pas.", "Server of the account, if not implied.")
        ),
    ] = None,
) -> None:
    """Connect an account; the secret is read from standard input or asked for, never given as an option."""
    with open_program() as program:
        connector = program.connector(network)
        profile = program.advocate(advocate_id).profile(network)
        if profile is None or not profile.account:
            raise InvalidInput(
                Mistake(field="NETWORK", message=_NO_PROFILE.format(who=advocate_id, network=network))
            )
        server = host or program.settings.network(network).host or connector.host_of(profile.account)
        secret = Secret(_asked(connector.secret_name))
        access = Access(account=profile.account, host=server, secrets={connector.secret_name: secret})
        try:
            granted = program.connect(advocate_id, network, access, by=advocate_id)
        except TryLater as error:
            raise TryLater(_NO_ANSWER.format(host=server, why=error.text)) from None
    told = say("{account} est relié", "{account} is connected").format(account=granted.account)
    show({"account": granted.account, "host": granted.host, "network": network}, told, as_json=as_json)


def _asked(name: str) -> str:
    """The secret: from a pipe, or typed without being shown."""
    if not sys.stdin.isatty():
        given = sys.stdin.readline().strip()
    else:
        given = str(typer.prompt(name, hide_input=True)).strip()
    if not given:
        raise InvalidInput(Mistake(field=name, message=_NO_SECRET))
    return given


_NO_SECRET = Text(
    fr="rien n’a été donné : collez le secret, ou donnez-le sur l’entrée standard",
    en="nothing was given: paste the secret, or give it on standard input",
)
_NO_ANSWER = Text(
    fr="{host} n’a pas pu être interrogé, et le compte n’est pas relié. Vérifiez l’adresse (--host), puis "
    "recommencez. {why}",
    en="{host} could not be asked, and the account is not connected. Check the address (--host), then try "
    "again. {why}",
)
_NO_PROFILE = Text(
    fr="{who} n’a pas de compte {network} ; ajoutez-le à advocates.csv et importez-le à nouveau",
    en="{who} has no {network} account; add it to advocates.csv and import it again",
)
