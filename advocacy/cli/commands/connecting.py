"""``advocacy connect`` and what comes after it: which consents hold, which end soon, and taking one back."""

from __future__ import annotations

import sys
import webbrowser
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl, urlsplit

import typer

from advocacy.accounts.consents import LIVES
from advocacy.cli.loopback import PORT, Loopback
from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, err, show
from advocacy.cli.parameters import AdvocateId, NetworkName
from advocacy.cli.speech import counted, say
from advocacy.connectors.base import Access, Connector, Secret
from advocacy.errors import InvalidInput, Mistake, TryLater
from advocacy.language import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from advocacy.program import Program
    from advocacy.program.connecting import Connected


class Way(StrEnum):
    """How an account is connected."""

    BROWSER = "browser"
    SECRET = "secret"  # noqa: S105 - the name of a way
    ADDRESS = "address"


Purpose = Annotated[
    str,
    typer.Option(
        help=say("post, ou metrics pour lire les chiffres.", "post, or metrics for reading the counts.")
    ),
]


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command("connect", help=say("Relie un compte.", "Connect an account."))(connect)


def connect(
    advocate_id: AdvocateId,
    network: NetworkName,
    *,
    as_json: AsJson = False,
    way: Annotated[
        Way | None,
        typer.Option(
            "--with",
            help=say(
                "browser : la page du réseau ; secret : un jeton donné ici ; address : coller l’adresse "
                "de retour. Par défaut, browser si le réseau a une page et qu’il y a un terminal.",
                "browser: the network's page; secret: a token given here; address: paste the address that "
                "the browser comes back to. By default browser, if the network has a page, in a terminal.",
            ),
        ),
    ] = None,
    purpose: Purpose = "post",
    host: Annotated[
        str | None,
        typer.Option(
            help=say("Serveur du compte, s’il ne se déduit pas.", "Server of the account, if not implied.")
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(help=say("Port de retour, sur cette machine.", "Port to come back to, here."))
    ] = PORT,
    show_only: Annotated[
        bool, typer.Option("--show-only", help=say("N’ouvre pas de navigateur.", "Open no browser."))
    ] = False,
) -> None:
    """Connect an account. A secret is read from standard input or asked for, never given as an option."""
    with open_program() as program:
        connector = program.connector(network)
        chosen = way or _usual(connector)
        if chosen is Way.SECRET:
            account, server = _by_secret(program, connector, advocate_id, host)
            told = {"account": account, "host": server, "network": network}
            words = say("{account} est relié", "{account} is connected").format(account=account)
        else:
            done = (
                _in_browser(program, advocate_id, network, purpose, port=port, show_only=show_only)
                if chosen is Way.BROWSER
                else _by_address(program, advocate_id, network, purpose, port=port)
            )
            told = {"account": done.account, "network": network, "purpose": purpose}
            words = _words(done)
    show(told, words, as_json=as_json)


def _usual(connector: Connector) -> Way:
    return Way.BROWSER if connector.purposes and sys.stdin.isatty() else Way.SECRET


def _in_browser(
    program: Program, advocate: str, network: str, purpose: str, *, port: int, show_only: bool
) -> Connected:
    done: list[Connected] = []

    def complete(params: Mapping[str, str]) -> str:
        done.append(program.complete_connect(params, session=page.session))
        return f"{_words(done[0])}. {say('Vous pouvez fermer cette page.', 'You may close this page.')}"

    with Loopback(port) as page:
        url = program.begin_connect(
            advocate,
            network,
            by=advocate,
            session=page.session,
            purpose=purpose,
            redirect_uri=page.redirect_uri,
        )
        err.print(say("Ouvrez :", "Open:"), page.start, markup=False)
        if not show_only:
            webbrowser.open(page.start)
        page.wait(url, complete, seconds=LIVES.total_seconds())
    return done[0]


def _by_address(program: Program, advocate: str, network: str, purpose: str, *, port: int) -> Connected:
    """For a machine without a browser: the person agrees elsewhere and pastes where they came back to."""
    with Loopback(port) as page:
        session, here = page.session, page.redirect_uri
    back = None if program.settings.accounts.callback else here
    url = program.begin_connect(
        advocate, network, by=advocate, session=session, purpose=purpose, redirect_uri=back
    )
    err.print(say("Ouvrez :", "Open:"), url, markup=False)
    pasted = _asked(say("adresse de retour", "address you came back to"))
    try:
        params = dict(parse_qsl(urlsplit(pasted).query))
    except ValueError:
        params = {}
    return program.complete_connect(params, session=session)


def _by_secret(program: Program, connector: Connector, advocate: str, host: str | None) -> tuple[str, str]:
    profile = program.profile(advocate, connector.name)
    secret = Secret(_asked(connector.secret_name))
    server = host or program.host_for(profile)
    access = Access(account=profile.account or "", host=server, secrets={connector.secret_name: secret})
    try:
        granted = program.connect(advocate, connector.name, access, by=advocate)
    except TryLater as error:
        raise TryLater(_NO_ANSWER.format(host=server, why=error.text)) from None
    return granted.account, granted.host


def _words(done: Connected) -> str:
    told = say("{account} est relié", "{account} is connected").format(account=done.account)
    if not done.resumed:
        return told
    again = counted(
        done.resumed,
        fr=("partage en attente reprend", "partages en attente reprennent"),
        en=("share that was held goes on", "shares that were held go on"),
    )
    return say(f"{told} ; {again}", f"{told}; {again}")


def _asked(name: str) -> str:
    """A secret: from a pipe, or typed without being shown."""
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
