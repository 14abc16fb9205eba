"""``advocacy limits``: how fast, and at what cost."""

from __future__ import annotations

import typer
from rich.table import Table

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show, table
from advocacy.cli.speech import say, spoken
from advocacy.connectors.limit import Limit
from advocacy.language import Text
from advocacy.program import Allowance
from advocacy.publish.limits import money, told


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command(
        "limits",
        help=say("Limites, pauses et budget de chaque réseau.", "Limits, pauses and budgets by network."),
    )(limits)


def limits(*, as_json: AsJson = False) -> None:
    """Say how often each network may be asked, until when it wants quiet, and what the month has cost."""
    with open_program() as program:
        found = program.limits()
    show(found, _allowances(found), as_json=as_json)


def _allowances(found: list[Allowance]) -> Table:
    columns = [
        say("réseau", "network"),
        say("par personne", "each person"),
        say("tout le monde", "everybody"),
    ]
    columns += [
        say("reprend", "goes on"),
        say("attendent", "people waiting"),
        say("ce mois-ci", "this month"),
    ]
    rows = [
        (
            one.network,
            _limits(one.limits, "member"),
            _limits(one.limits, "app"),
            max((at for at in (one.paused_until, one.opens_at) if at is not None), default=""),
            one.people_waiting or "",
            _money(one),
        )
        for one in found
    ]
    return table("", columns, rows)


def _limits(limits: tuple[Limit, ...], scope: str) -> str:
    return ", ".join(told(limit).say(spoken()) for limit in limits if limit.scope == scope) or "–"


def _money(one: Allowance) -> Text | str:
    if one.budget is None:
        return money(one.spent) if one.spent else ""
    return _OF.format(spent=money(one.spent), budget=money(one.budget), held=one.held)


_OF = Text(fr="{spent} sur {budget} ; {held} en attente", en="{spent} of {budget}; {held} waiting")
