"""What to do after the demonstration, with its programme or with one of one's own."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from advocacy.cli.demo.stage import KEY
from advocacy.cli.speech import say
from advocacy.program import Program
from advocacy.vault import VARIABLE


def first_steps() -> str:
    """Where nothing was kept but the report."""
    return say(
        "Ensuite : ouvrez le rapport. Pour garder ce programme et l’explorer : advocacy demo --keep acme. "
        "Pour commencer le vôtre : advocacy init mon-programme (docs/tutorial.md).",
        "Next: open the report. To keep this programme and look around in it: advocacy demo --keep acme. "
        "To start your own: advocacy init my-programme (docs/tutorial.md).",
    )


def next_steps(program: Program, folder: Path) -> str:
    """Commands to go on with, in the kept programme."""
    steps = list(_steps(program, folder))
    width = max(len(command) for command, _ in steps)
    lines = [f"  {command:{width}}  # {why}" for command, why in steps]
    ended = say(
        "Les réseaux de la démonstration ont pris fin avec elle : rien ne s’y publie plus ; les liens, "
        "les partages et les chiffres restent.",
        "The networks of the demonstration ended with it: nothing is published there any more; links, shares "
        "and figures stay.",
    )
    return "\n".join([say("Continuez avec ce programme :", "Go on with this programme:"), *lines, ended])


def _steps(program: Program, folder: Path) -> Iterator[tuple[str, str]]:
    port = program.settings.tracking.base_url.rpartition(":")[2]
    yield f"cd {shlex.quote(str(folder))}", say("ses fichiers, sa base, son rapport", "its files and report")
    yield f"export {VARIABLE}=$(cat {KEY})", say("sa clé ; une vraie se garde ailleurs", "its key")
    yield "advocacy doctor", say("tout est-il en ordre ?", "is all in order?")
    yield "advocacy shares --state offered", say("qui n’a pas répondu", "who has not answered")
    yield (
        f"advocacy history {_doubted(program)}",
        say("le partage qui fut en doute", "the share once in doubt"),
    )
    yield "advocacy report --by story", say("ce qui en est venu", "what came of it")
    yield "advocacy metrics list", say("ce que disent les chiffres", "what the numbers mean")
    yield f"advocacy serve --port {port}", say("ses liens suivis mènent à nouveau", "its links lead on again")


def _doubted(program: Program) -> str:
    """The share whose answer was lost, else any."""
    shares = program.shares(state="published")
    found = (each.id for each in shares if any(one.action == "look" for one in program.attempts(each.id)))
    return next(found, shares[0].id)
