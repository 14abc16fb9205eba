"""``advocacy freeze``, ``resume``, ``freezes``: stopping everything in a crisis, and going on."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show, table
from advocacy.cli.parameters import Decider, OnlyCampaign, OnlyNetwork, Role
from advocacy.cli.speech import counted, say
from advocacy.storage.freezes import Freeze


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command("freeze", help=say("Suspend les publications (crise).", "Stop publishing (crisis)."))(freeze)
    app.command("resume", help=say("Reprend les publications.", "Go on publishing."))(resume)
    app.command("freezes", help=say("Ce qui est suspendu.", "What is frozen."))(freezes)


def freeze(
    *,
    as_json: AsJson = False,
    by: Decider,
    role: Role,
    reason: Annotated[
        str, typer.Option(help=say("Ce que liront les personnes.", "What the people concerned read."))
    ],
    campaign: OnlyCampaign = None,
    network: OnlyNetwork = None,
    exempt: Annotated[
        list[str] | None,
        typer.Option(
            help=say(
                "Histoire qui part quand même ; à répéter.", "Story that goes out all the same; repeatable."
            )
        ),
    ] = None,
) -> None:
    """Stop publishing at once: of a campaign, on a network, or everywhere."""
    with open_program() as program:
        done = program.freeze(
            by=by, role=role, reason=reason, campaign=campaign, network=network, exempt=exempt or ()
        )
    held = counted(done.held, fr=("partage retenu", "partages retenus"), en=("share held", "shares held"))
    leaving = counted(
        len(done.leaving),
        fr=("partait déjà", "partaient déjà"),
        en=("was already leaving", "were already leaving"),
    )
    show(done, say(f"{held} ; {leaving}", f"{held}; {leaving}"), as_json=as_json)


def resume(
    *,
    as_json: AsJson = False,
    by: Decider,
    role: Role,
    campaign: OnlyCampaign = None,
    network: OnlyNetwork = None,
    over: Annotated[
        int,
        typer.Option(
            min=0,
            help=say(
                "Minutes sur lesquelles étaler ce qui est en retard.",
                "Minutes over which to spread what is late.",
            ),
        ),
    ] = 60,
) -> None:
    """Lift the freezes of that campaign, that network, or (with neither) of everything."""
    with open_program() as program:
        done = program.resume(
            by=by, role=role, campaign=campaign, network=network, over=timedelta(minutes=over)
        )
    queued = counted(
        done.queued,
        fr=("partage remis en file", "partages remis en file"),
        en=("share queued again", "shares queued again"),
    )
    ended = counted(
        done.ended,
        fr=("annulé, son histoire étant close", "annulés, leur histoire étant close"),
        en=("cancelled, for its story has closed", "cancelled, for their story has closed"),
    )
    show(done, say(f"{queued} ; {ended}", f"{queued}; {ended}"), as_json=as_json)


def freezes(
    *,
    as_json: AsJson = False,
    all_: Annotated[
        bool, typer.Option("--all", help=say("Aussi ceux qui ont pris fin.", "Those that ended too."))
    ] = False,
) -> None:
    """Show what is frozen, by whom and why."""
    with open_program() as program:
        found = program.freezes(lifted=all_)
    columns = [
        say("quoi", "what"),
        say("depuis", "since"),
        say("par", "by"),
        say("raison", "reason"),
        say("sauf", "except"),
        say("fin", "ended"),
    ]
    rows = [(_what(one), one.at, one.by, one.reason, ", ".join(one.exempt), one.lifted_at) for one in found]
    none = say("rien n’est suspendu", "nothing is frozen")
    show(found, table("", columns, rows) if found else none, as_json=as_json)


def _what(one: Freeze) -> str:
    named = [name for name in (one.campaign, one.network) if name]
    return " × ".join(named) or say("tout", "everything")
