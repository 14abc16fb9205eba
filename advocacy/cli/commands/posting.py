"""``advocacy reports``: the reports that are sent by themselves."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show, table
from advocacy.cli.speech import say, spoken
from advocacy.language import Text
from advocacy.storage.report_sendings import DUE, Sending


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    group = typer.Typer(
        no_args_is_help=True, help=say("Les rapports envoyés à date fixe.", "Reports sent on a schedule.")
    )
    group.command("list", help=say("Dit ce qui est parti, et quand.", "Say what was sent, and when."))(list_)
    group.command("send", help=say("Envoie ce qui est dû.", "Send what is due."))(send)
    again = say("Renvoie ce qui a échoué ou est incertain.", "Send again what failed or is in doubt.")
    group.command("retry", help=again)(retry)
    app.add_typer(group, name="reports")


def list_(*, as_json: AsJson = False) -> None:
    """Every report of every period, newest first."""
    with open_program() as program:
        found = program.report_sendings()
    nothing = say("aucun rapport n’est réglé ([reports.<nom>])", "no report is set up ([reports.<name>])")
    show(found, _told(found) if found else nothing, as_json=as_json)


def send(
    name: Annotated[
        str | None, typer.Option("--name", help=say("Seulement ce rapport.", "Only this report."))
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Send the reports that are due; ``advocacy worker`` does it too. Each period goes out once."""
    with open_program() as program:
        found = program.send_reports(name)
    nothing = say("rien n’est dû", "nothing is due")
    show(found, _told(found) if found else nothing, as_json=as_json)


def retry(
    name: Annotated[
        str, typer.Argument(help=say("Le rapport : [reports.<nom>].", "The report: [reports.<name>]."))
    ],
    *,
    by: Annotated[str, typer.Option(help=say("Qui le demande.", "Who asks for it."))],
    as_json: AsJson = False,
) -> None:
    """Have them sent once more; those in doubt may then arrive twice."""
    with open_program() as program:
        count = program.resend_reports(name, by=by)
    told = say("{n} à renvoyer : advocacy reports send", "{n} to be sent again: advocacy reports send")
    show({"again": count}, told.format(n=count), as_json=as_json)


def _told(found: list[Sending]) -> Table:
    columns = [
        say("rapport", "report"),
        say("premier jour", "first day"),
        say("dû", "due"),
        say("par", "by"),
        say("à", "to"),
        say("état", "state"),
        say("pourquoi", "why"),
    ]
    rows = [
        (
            each.report,
            each.first,
            each.due_at if each.state == DUE else "",
            each.network,
            each.recipient,
            _STATES[each.state].say(spoken()),
            each.reason.say(spoken()) if each.reason else "",
        )
        for each in found
    ]
    return table("", columns, rows)


_STATES = {
    "due": Text(fr="dû", en="due"),
    "sending": Text(fr="en cours", en="being sent"),
    "sent": Text(fr="envoyé", en="sent"),
    "failed": Text(fr="refusé", en="failed"),
    "unknown": Text(fr="incertain", en="unknown"),
}
