"""``advocacy desk``, ``settle`` and ``history``: shares in doubt, and what a person answers."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text as Line

from advocacy.cli.commands.sharing import shares_table
from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, show, table
from advocacy.cli.parameters import OnlyAdvocate, ShareId
from advocacy.cli.speech import counted, say, spoken
from advocacy.cli.verbs import outcome, verb
from advocacy.program import Answer, Doubtful


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command("desk", help=say("Les partages en doute, et tout ce qu’on en sait.", "Shares in doubt."))(
        desk
    )
    app.command(
        "settle", help=say("Lève le doute sur un partage « unknown ».", "Clear up an `unknown` share.")
    )(settle)
    app.command("history", help=say("Qui a fait quoi d’un partage.", "Who did what about a share."))(history)


def desk(
    *,
    as_json: AsJson = False,
    advocate: OnlyAdvocate = None,
    look: Annotated[
        bool,
        typer.Option("--look", help=say("Interroge les réseaux maintenant.", "Ask the networks now.")),
    ] = False,
) -> None:
    """Show every share in doubt: when, what was sent, what the network shows, and where to look."""
    with open_program() as program:
        found = program.unknown(advocate=advocate, look=look)
    none = say("aucun partage en doute", "no share is in doubt")
    show(found, Group(*(_shown(each) for each in found)) if found else none, as_json=as_json)


def settle(
    share_id: ShareId,
    answer: Annotated[
        Answer,
        typer.Argument(
            metavar="there|not-there|give-up",
            help=say(
                "Le post y est, n’y est pas, ou l’on renonce.", "It is there, it is not, or it is given up."
            ),
        ),
    ],
    *,
    as_json: AsJson = False,
    by: Annotated[str, typer.Option("--by", help=say("Qui a regardé.", "Who looked."))],
    role: Annotated[
        str | None,
        typer.Option(
            help=say("Pour quel rôle, à la place d’un autre.", "For which role, in another's place.")
        ),
    ] = None,
    url: Annotated[
        str | None, typer.Option(help=say("L’adresse du post.", "The address of the post."))
    ] = None,
    reason: Annotated[
        str | None, typer.Option(help=say("Ce qu’on en dit, pour mémoire.", "What is said of it."))
    ] = None,
) -> None:
    """Say what became of a share whose answer was lost."""
    with open_program() as program:
        share = program.settle(share_id, answer, by=by, role=role, url=url, reason=reason)
    show(share, shares_table([share]), as_json=as_json)


def history(share_id: ShareId, *, as_json: AsJson = False) -> None:
    """Show who did what about a share, and every try to publish it."""
    with open_program() as program:
        program.share(share_id)
        events, attempts = program.history(share_id), program.attempts(share_id)
    rows = [(each.at, each.by, verb(each.verb), str(each.detail.get("reason") or "")) for each in events]
    rows += [(each.started_at, "–", verb(each.action), outcome(each.outcome or "")) for each in attempts]
    columns = [say("quand", "when"), say("qui", "who"), say("quoi", "what"), say("suite", "outcome")]
    made = table("", columns, sorted(rows))
    show({"events": events, "attempts": attempts}, made, as_json=as_json)


def _shown(found: Doubtful) -> RenderableType:
    share = found.share
    head = f"{share.id}  {share.story}  {share.advocate}  {share.network}"
    tries = [
        (each.started_at, verb(each.action), outcome(each.outcome or "…"), each.detail or "")
        for each in found.attempts
    ]
    facts = [
        (say("en doute depuis", "in doubt since"), found.since),
        (_words_of(found), share.text),
        (say("le réseau montre", "the network shows"), _network_shows(found)),
        (say("à regarder", "look at"), found.look_at or say("votre profil", "your profile")),
        (say("vérifié à nouveau", "looked at again"), found.next_look or say("jamais", "never")),
        (say("« pas là » est sûr après", "“not there” is sure after"), found.not_before),
    ]
    answers = f"advocacy settle {share.id} there --url … | not-there | give-up  --by …"
    return Group(
        Line(head, style="bold"),
        table("", ["", ""], facts),
        table("", [say("essais", "tries"), "", "", ""], tries),
        Line(answers + "\n", style="dim"),
    )


def _words_of(found: Doubtful) -> str:
    if found.is_sent:
        return say("envoyé", "sent")
    return say("préparé, jamais su parti", "made ready, never known to be sent")


def _network_shows(found: Doubtful) -> str:
    if found.shown is not None:
        return found.shown.url
    if found.trouble is not None:
        return found.trouble.say(spoken())
    if found.asked:
        return say("rien (demandé à l’instant)", "nothing (asked just now)")
    looks = [each for each in found.attempts if each.action == "look"]
    if looks:
        times = counted(len(looks), fr=("regard", "regards"), en=("look", "looks"))
        return say(f"rien, après {times}", f"nothing, after {times}")
    return say("pas encore demandé (--look)", "not asked yet (--look)")
