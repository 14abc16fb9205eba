"""``advocacy fake-networks``: servers on this machine to try things on, until Ctrl-C."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from advocacy.cli.output import AsJson, show, table
from advocacy.cli.speech import say
from advocacy.cli.stopping import stop_on_signals

if TYPE_CHECKING:
    from advocacy.testing.server import FakeNetworks


def register(app: typer.Typer) -> None:
    """Add this verb to `app`."""
    app.command(
        "fake-networks",
        help=say("Sert de faux réseaux sur cette machine.", "Serve fake networks on this machine."),
    )(fake_networks)


def fake_networks(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NETWORK]…", help=say("Lesquels ; sinon tous.", "Which; else all.")),
    ] = None,
    *,
    as_json: AsJson = False,
    account: Annotated[
        list[str] | None,
        typer.Option(help=say("Compte à créer ; à répéter.", "Account to make; may be repeated.")),
    ] = None,
) -> None:
    """Serve until Ctrl-C; what they hold is gone then."""
    from advocacy.testing.server import FakeNetworks  # noqa: PLC0415 - heavy: imported on first use

    with FakeNetworks(*(names or ())) as fake:
        rows = [
            (network, fake.url(network), who, _secret(fake, network, who))
            for network in fake.names
            for who in account or [""]
        ]
        found = [dict(zip(("network", "url", "account", "secret"), row, strict=True)) for row in rows]
        columns = [say("réseau", "network"), say("adresse", "address"), say("compte", "account"), "secret"]
        show(found, table("", columns, rows), as_json=as_json)
        sys.stdout.flush()
        stop_on_signals(threading.Event()).wait()


def _secret(fake: FakeNetworks, network: str, who: str) -> str:
    """What its owner would type to connect; these accounts are nobody's."""
    if not who:
        return ""
    return fake.add_account(network, who).secrets[fake.connector(network).secret_name].reveal()
