"""``advocacy nudge`` and ``nudges``: telling people of the offers that wait for them, and what came of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show, table
from advocacy.cli.parameters import OnlyAdvocate
from advocacy.cli.speech import counted, say, spoken
from advocacy.cli.wall import told_in_full
from advocacy.language import Text
from advocacy.program.nudging import Nudged
from advocacy.storage.nudges import Nudge, NudgeState


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    reading = say("Prévient chacun, une fois, de ses offres.", "Tell people of their offers, once each.")
    app.command("nudge", help=reading)(nudge)
    app.command("nudges", help=say("Les messages envoyés, et leur sort.", "The messages, and their fate."))(
        nudges
    )


def nudge(
    *,
    as_json: AsJson = False,
    by: Annotated[str, typer.Option("--by", help=say("Qui prévient.", "Who tells."))] = "programme",
) -> None:
    """Tell people of offers, within their hours and week; ``advocacy worker`` does it too."""
    with open_program() as program:
        told = program.nudge(by=by)
    show(told, "\n".join(_told(told)), as_json=as_json)
    if told.trouble is not None:
        raise typer.Exit(1)


def nudges(
    *,
    as_json: AsJson = False,
    advocate: OnlyAdvocate = None,
) -> None:
    """List the messages about offers, and what came of each."""
    with open_program() as program:
        found = program.nudges(advocate=advocate)
    columns = [say("fait", "made"), say("ambassadeur", "advocate"), say("état", "state")]
    rows = [(one.made_at, one.advocate, _STATES[one.state], one.reason) for one in found]
    none = say("aucun message", "no message")
    made = table("", [*columns, say("raison", "reason")], rows)
    show([_public(one) for one in found], made if found else none, as_json=as_json)


def _public(nudge: Nudge) -> dict[str, object]:
    """All but its id, which ends its person's messages."""
    shown: dict[str, object] = {name: value for name, value in asdict(nudge).items() if name != "id"}
    return {**shown, "reason": nudge.reason}


def _told(told: Nudged) -> list[str]:
    lines = [
        counted(told.sent, fr=("message envoyé", "messages envoyés"), en=("message sent", "messages sent"))
    ]
    if told.waiting:
        lines.append(counted(told.waiting, fr=("en attente", "en attente"), en=("waiting", "waiting")))
    if told.later:
        lines.append(_later(told))
    if told.rejected:
        lines.append(counted(told.rejected, fr=("refusé", "refusés"), en=("rejected", "rejected")))
    if told.unknown:
        doubtful = ("peut-être parti", "peut-être partis")
        lines.append(counted(told.unknown, fr=doubtful, en=("may have left", "may have left")))
    return [*lines, *([told.trouble.say(spoken())] if told.trouble else [])]


def _later(told: Nudged) -> str:
    people = counted(
        told.later,
        fr=("personne sera prévenue plus tard", "personnes seront prévenues plus tard"),
        en=("person is told later", "people are told later"),
    )
    if told.until is None:
        return people
    at = told_in_full(told.until)
    return say(
        f"{people} (leurs horaires, ou leur semaine) : au plus tôt le {at}",
        f"{people} (their hours, or their week): not before {at}",
    )


_STATES = {
    NudgeState.QUEUED: Text(fr="en file", en="queued"),
    NudgeState.SENDING: Text(fr="en cours d’envoi", en="sending"),
    NudgeState.SENT: Text(fr="envoyé", en="sent"),
    NudgeState.REJECTED: Text(fr="refusé", en="rejected"),
    NudgeState.UNKNOWN: Text(fr="peut-être parti", en="unknown"),
}
