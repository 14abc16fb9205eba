"""``advocacy schedule``, ``slots``, ``asks``, ``limits``: when shares go out, how fast and at what cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show, table
from advocacy.cli.parameters import OnlyAdvocate, OnlyCampaign, OnlyStory
from advocacy.cli.speech import say, spoken
from advocacy.connectors.limit import Limit
from advocacy.language import Text
from advocacy.program import Allowance, Program
from advocacy.publish.limits import money, told
from advocacy.storage.slots import Kept


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    planning = say("Donne un créneau à ce qui attend.", "Give a slot to what waits for one.")
    app.command("schedule", help=planning)(schedule)
    app.command("slots", help=say("Liste les créneaux à venir.", "List the slots to come."))(slots)
    app.command("asks", help=say("Qui sera sollicité plus tard.", "Who will be asked later."))(asks)
    reading = say("Limites, pauses et budget de chaque réseau.", "Limits, pauses and budget of each network.")
    app.command("limits", help=reading)(limits)


def schedule(
    *,
    as_json: AsJson = False,
    story: OnlyStory = None,
    campaign: OnlyCampaign = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=say("Montre sans rien changer.", "Show, and change nothing."))
    ] = False,
    by: Annotated[str, typer.Option("--by", help=say("Qui planifie.", "Who plans."))] = "programme",
) -> None:
    """Give a slot to every share whose moment nobody chose, or that missed its own; say why each."""
    with open_program() as program:
        found = program.schedule(story=story, campaign=campaign, by=by, dry_run=dry_run)
        planned = _slots(program, found.slots) if found.slots else say(*_NOTHING_TO_PLAN)
        shown = Group(planned, *_without(found.without))
    show(found, shown, as_json=as_json)


def slots(
    *,
    as_json: AsJson = False,
    story: OnlyStory = None,
    campaign: OnlyCampaign = None,
    advocate: OnlyAdvocate = None,
) -> None:
    """List the moments that are chosen, and why."""
    with open_program() as program:
        found = program.slots(story=story, campaign=campaign, advocate=advocate)
        shown = _slots(program, found) if found else say("aucun créneau à venir", "no slot to come")
    show(found, shown, as_json=as_json)


def asks(*, as_json: AsJson = False, story: OnlyStory = None) -> None:
    """List who is asked later, for their week is full or they are away."""
    with open_program() as program:
        found = program.postponed(story=story)
    columns = [
        say("ambassadeur", "advocate"),
        say("histoire", "story"),
        say("depuis", "since"),
        say("par", "by"),
    ]
    rows = [(one.advocate, one.story, one.since, one.by) for one in found]
    nobody = say("personne n’attend d’être sollicité", "nobody waits to be asked")
    show(found, table("", columns, rows) if found else nobody, as_json=as_json)


def limits(*, as_json: AsJson = False) -> None:
    """Say how often each network may be asked, until when it wants quiet, and what the month has cost."""
    with open_program() as program:
        found = program.limits()
    show(found, _allowances(found), as_json=as_json)


def _slots(program: Program, kept: Sequence[Kept]) -> Table:
    """Slots in each person's own time."""
    columns = [say("moment", "moment"), say("ambassadeur", "advocate"), say("réseau", "network")]
    columns += [say("partage", "share"), say("pourquoi", "why")]
    rows = [
        (
            program.local(one.share.advocate, one.at),
            one.share.advocate,
            one.share.network,
            one.share.id,
            one.why,
        )
        for one in kept
    ]
    return table("", columns, rows)


def _without(without: Mapping[str, Text]) -> list[str]:
    return [f"{share}: {reason.say(spoken())}" for share, reason in sorted(without.items())]


def _allowances(found: Sequence[Allowance]) -> Table:
    columns = [
        say("réseau", "network"),
        say("par personne", "each person"),
        say("tout le monde", "everybody"),
    ]
    columns += [
        say("reprend", "goes on"),
        say("attendent", "people waiting"),
        say("ce mois-ci", "this month"),
        say("relevés par jour", "counts a day"),
    ]
    rows = [
        (
            one.network,
            _limits(one.limits, "member"),
            _limits(one.limits, "app"),
            max((at for at in (one.paused_until, one.opens_at) if at is not None), default=""),
            one.people_waiting or "",
            _money(one),
            one.counts_a_day or "",
        )
        for one in found
    ]
    return table("", columns, rows)


def _limits(limits: Sequence[Limit], scope: str) -> str:
    return ", ".join(told(limit).say(spoken()) for limit in limits if limit.scope == scope) or "–"


def _money(one: Allowance) -> Text | str:
    if one.budget is None:
        return money(one.spent) if one.spent else ""
    return _OF.format(spent=money(one.spent), budget=money(one.budget), held=one.held)


_NOTHING_TO_PLAN = (
    "rien à planifier : aucun partage accepté n’attend sans moment choisi",
    "nothing to plan: no accepted share waits without a moment of its own",
)
_OF = Text(fr="{spent} sur {budget} ; {held} en attente", en="{spent} of {budget}; {held} waiting")
