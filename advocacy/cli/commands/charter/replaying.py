"""``advocacy charter replay NEW``: what another version would have made of published posts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Group
from rich.progress import Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from advocacy.cli.commands.charter.files import source_of
from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, err, show, table
from advocacy.cli.speech import chosen, say, spoken
from advocacy.documents.nearest import nearest
from advocacy.errors import InvalidInput, Mistake, NotFound, UnknownNetwork
from advocacy.language import Text, number
from advocacy.program.names import require_spelt
from advocacy.program.replaying import Replayed, Row, Step, replayed

if TYPE_CHECKING:
    from advocacy.charter.replay import Post


def register(app: typer.Typer) -> None:
    """Add this verb to `app`."""
    app.command("replay", help=say("Rejoue les posts publiés.", "Replay published posts."))(replay)


def replay(
    new: Annotated[Path, typer.Argument(metavar="NEW", help=say("La nouvelle.", "The new charter."))],
    *,
    days: Annotated[int, typer.Option(min=1, help=say("Sur tant de jours.", "So many days back."))] = 90,
    old: Annotated[
        Path | None,
        typer.Option(
            help=say("L’ancienne ; sinon celle en vigueur.", "The old one; else the one that holds.")
        ),
    ] = None,
    jsonl: Annotated[
        Path | None,
        typer.Option(
            "--jsonl",
            help=say(
                "Des posts d’un fichier (text, lang, network, team, author, context).",
                "Posts of a file (text, lang, network, team, author, context).",
            ),
        ),
    ] = None,
    workers: Annotated[
        int, typer.Option(min=0, help=say("Processus (0 : un par cœur).", "Processes (0: one a core)."))
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Say what a charter would have made of posts that were published."""
    count = workers or os.cpu_count() or 1
    with _progress() as step:
        if jsonl is None:
            with open_program() as program:
                found = program.replay_charter(new, days=days, old=old, workers=count, on_step=step)
        else:
            before, after = source_of(old).whole(), source_of(new).whole()
            found = replayed(before, after, _posts(jsonl), min_group=_SMALLEST, workers=count, on_step=step)
    show(found, _report(found), as_json=as_json)


def _posts(file: Path) -> Iterator[Post]:
    from advocacy.charter.replay import Post  # noqa: PLC0415 - heavy: imported on first use

    try:
        with file.open(encoding="utf-8") as lines:
            for place, line in enumerate(lines, start=1):
                given = _read(line)
                wrong = _NO_POST if given is None else _slip(given)
                if given is None or wrong is not None:
                    raise InvalidInput(Mistake(message=wrong or _NO_POST, file=str(file), line=place))
                yield Post(
                    text=given["text"],
                    network=given.get("network") or "",
                    language=given.get("lang") or "en",
                    author=str(given.get("author", place)),
                    team=str(given.get("team", "")),
                    context=given.get("context", {}),
                )
    except OSError as error:
        raise NotFound(_UNREADABLE.format(file=file, why=error.strerror)) from None


def _read(line: str) -> dict[str, Any] | None:
    try:
        given = json.loads(line)
    except ValueError:
        return None
    return given if isinstance(given, dict) and isinstance(given.get("text"), str) else None


def _slip(given: dict[str, Any]) -> Text | None:
    """What would switch rules off in silence: a misspelt network or key, a language that is none."""
    for key in given.keys() - _KEYS:
        if near := nearest(key, _KEYS):
            return _NO_KEY.format(key=key, near=near)
    try:
        _know(str(given.get("network") or ""))
        chosen(str(given.get("lang") or "en"))
    except (UnknownNetwork, InvalidInput) as error:
        return error.text
    return None


@cache
def _know(network: str) -> None:
    require_spelt(network)


@contextmanager
def _progress() -> Iterator[Step]:
    columns = (TextColumn("{task.completed:,} posts"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("", total=None)

        def step(done: int) -> None:
            progress.update(task, completed=done)

        yield step


def _report(found: Replayed) -> Group:
    parts = [found.say(spoken()), ""]
    tables = [
        _table(say("équipe", "team"), found.by_team, say("autres équipes", "other teams")),
        _table(say("langue", "language"), found.by_language),
        _table(say("règle", "rule"), found.by_rule),
    ]
    words = [f"{rule}: {', '.join(quoted)}" for rule, quoted in found.words.items()]
    return Group(*parts, *(each for each in tables if each is not None), *words)


def _table(head: str, rows: tuple[Row, ...], together: str = "") -> Table | None:
    if not rows:
        return None
    columns = [
        head,
        "posts",
        say("bloqués", "newly blocked"),
        say("libérés", "freed"),
        say("autres", "changed"),
    ]
    said = [
        (
            row.name or together,
            *(_n(figure) for figure in (row.posts, row.newly_blocked, row.freed, row.changed)),
        )
        for row in rows
    ]
    return table("", columns, said)


def _n(value: int) -> str:
    return number(value, spoken())


_SMALLEST = 10
_KEYS = frozenset({"id", "text", "lang", "network", "team", "author", "context"})
_NO_KEY = Text(
    fr="clé inconnue « {key} » : vouliez-vous dire « {near} » ?",
    en="unknown key “{key}”: did you mean “{near}”?",
)
_NO_POST = Text(fr="un objet JSON avec « text » est attendu", en="expected a JSON object with “text”")
_UNREADABLE = Text(fr="{file} ne se lit pas : {why}", en="{file} cannot be read: {why}")
