"""``advocacy publish``, ``worker``, ``shares`` and what a person decides about a share in doubt."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from advocacy.cli import logs
from advocacy.cli.commands.sharing import shares_table
from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, err, out, show, table
from advocacy.cli.parameters import Decider, OnlyAdvocate, OnlyNetwork, OnlyStory, Role
from advocacy.cli.speech import counted, say
from advocacy.cli.stopping import stop_on_signals
from advocacy.program import Drained, Foreseen, Hold, Program
from advocacy.publish import Settlement
from advocacy.runners.in_process import work
from advocacy.share import ShareState


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.command("publish", help=say("Publie ce qui est dû.", "Publish what is due."))(publish)
    app.command("worker", help=say("Publie sans fin, jusqu’à Ctrl-C.", "Publish without end, until Ctrl-C."))(
        worker
    )
    app.command("shares", help=say("Liste les partages.", "List shares."))(shares)
    app.command("release", help=say("Remet en file ce qui est retenu.", "Queue again what is on hold."))(
        release
    )
    app.command("adopt", help=say("Reprend une base copiée.", "Take over a copied database."))(adopt)


def publish(
    *,
    as_json: AsJson = False,
    until_empty: Annotated[
        bool,
        typer.Option(
            "--until-empty",
            help=say(
                "Attend aussi ce qui est dû d’ici deux minutes.",
                "Also wait for what is due within two minutes.",
            ),
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=say("Montre sans rien envoyer.", "Show, and send nothing."))
    ] = False,
) -> None:
    """Publish what is due; what is in hand is finished before the command ends."""
    with open_program() as program:
        if dry_run:
            found = program.preview()
            show(found, _foreseen(found), as_json=as_json)
            return
        patience = timedelta(minutes=2) if until_empty else timedelta(0)
        drained = drain(program, patience=patience, quiet=as_json)
    show(drained, _summary(drained), as_json=as_json)
    failed = _failed(drained)
    if failed and not as_json:
        err.print("\n".join(failed))
    if failed:
        raise typer.Exit(1)


def drain(program: Program, *, patience: timedelta, quiet: bool = False) -> Drained:
    """Publish with a progress bar on standard error, until nothing is due within `patience`."""
    stop = stop_on_signals(threading.Event())
    total = len(program.due())
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        disable=quiet or total == 0 or not err.is_terminal,
        transient=True,
    ) as progress:
        task = progress.add_task(say("publication", "publishing"), total=total)

        def advance(settlement: Settlement) -> None:
            if settlement.decision.to.is_final or settlement.decision.to is ShareState.ON_HOLD:
                progress.advance(task)

        return program.publish(patience=patience, stop=stop, on_settled=advance)


def worker(*, as_json: AsJson = False) -> None:
    """Publish, and collect what networks count, until told to stop; any number of workers may run."""
    logs.listen(runs_on=True)
    with open_program() as program:
        out.print(say("au travail ; Ctrl-C pour finir", "at work; Ctrl-C to finish")) if not as_json else None
        drained = work(program, stop=stop_on_signals(threading.Event()))
    show(drained, _summary(drained), as_json=as_json)


def shares(
    *,
    as_json: AsJson = False,
    state: Annotated[
        ShareState | None, typer.Option(help=say("Seulement cet état.", "Only this state."))
    ] = None,
    story: OnlyStory = None,
    advocate: OnlyAdvocate = None,
    network: OnlyNetwork = None,
) -> None:
    """List shares."""
    with open_program() as program:
        found = program.shares(state=state, story=story, advocate=advocate, network=network)
    none = say("aucun partage : advocacy offer HISTOIRE", "no share: advocacy offer STORY")
    show(found, shares_table(found) if found else none, as_json=as_json)


def release(
    hold: Annotated[
        Hold,
        typer.Argument(
            metavar="|".join(each for each in Hold if each is not Hold.CRISIS),
            help=say("Pourquoi cela est retenu.", "Why it is on hold."),
        ),
    ],
    *,
    as_json: AsJson = False,
    by: Decider,
    role: Role,
    network: OnlyNetwork = None,
) -> None:
    """Queue again what was on hold for that reason."""
    with open_program() as program:
        count = program.release(hold, by=by, role=role, network=network)
    told = counted(
        count,
        fr=("partage remis en file", "partages remis en file"),
        en=("share queued again", "shares queued again"),
    )
    show({"released": count}, told, as_json=as_json)


def adopt(*, as_json: AsJson = False, by: Decider, role: Role) -> None:
    """Take a copied or restored database over; what was waiting becomes `unknown`."""
    with open_program() as program:
        count = program.adopt(by=by, role=role)
    to_check = counted(
        count, fr=("partage à vérifier", "partages à vérifier"), en=("share to check", "shares to check")
    )
    told = say(f"base reprise ; {to_check}", f"database adopted; {to_check}")
    show({"unknown": count}, told, as_json=as_json)


def _foreseen(found: list[Foreseen]) -> RenderableType:
    """What would leave, when, in which words; and what waits for what."""
    columns = ["id", say("qui", "who"), say("réseau", "network"), say("suite", "next"), say("quand", "when")]
    rows = [
        (
            one.share.id,
            one.share.advocate,
            one.share.network,
            one.step,
            one.at,
            one.why or one.sent.text,
        )
        for one in found
    ]
    heads = [*columns, say("texte exact, ou pourquoi cela attend", "exact text, or why it waits")]
    return table("", heads, rows) if found else say("rien en attente", "nothing waits")


def _failed(drained: Drained) -> list[str]:
    """One line for each kind of share that was to be published and is not, with what to do."""
    told = [
        (
            drained.settled.get(ShareState.REJECTED, 0),
            ("refusé par le réseau", "refusés par le réseau"),
            "rejected by the network",
            "rejected",
        ),
        (
            drained.waiting.get(ShareState.UNKNOWN, 0),
            ("en doute : le post existe peut-être", "en doute : les posts existent peut-être"),
            "in doubt: the post may exist",
            "unknown",
        ),
        (drained.waiting.get(ShareState.ON_HOLD, 0), ("retenu", "retenus"), "on hold", "on_hold"),
    ]
    see = say("voir : advocacy shares --state {state}", "see: advocacy shares --state {state}")
    return [f"{counted(n, fr=fr, en=(en, en))} — {see.format(state=state)}" for n, fr, en, state in told if n]


def _summary(drained: Drained) -> Table | str:
    rows = [(state, drained.settled.get(state, 0), drained.waiting.get(state, 0)) for state in ShareState]
    shown = [row for row in rows if row[1] or row[2]]
    columns = [say("état", "state"), say("cette fois", "this time"), say("en attente", "waiting")]
    return table("", columns, shown) if shown else say("rien à publier", "nothing to publish")
