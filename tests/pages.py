"""Pages of the documentation, run as they are printed: their ``sh`` blocks in order, in an empty folder."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ready_command import ready_command

DOCS = Path(__file__).parents[1] / "docs"
_BLOCK = re.compile(r"^```(sh|sh background|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_ALONE = f'PATH="{Path(sys.executable).parent}:$PATH"'
"""What runs beside must die with the shell, which a command forked elsewhere would not."""
_WAIT = "for _ in $(seq 100); do {ready} && break; sleep 0.1; done\n"


@dataclass(frozen=True, kw_only=True)
class Run:
    """What came of a page."""

    code: int
    said: str


def run(page: str, folder: Path, *, ready: Mapping[str, str] | None = None) -> Run:
    """Run a page in `folder`; `ready` says how a verb that runs beside is known to answer."""
    (folder / ".venv/bin").mkdir(parents=True)
    (folder / ".venv/bin/activate").touch()
    environment = {**os.environ, "ADVOCACY_LANG": "en", "COLUMNS": "160"}
    environment.pop("ADVOCACY_KEY", None)
    with ready_command(environment) as ready_one:
        return _run(_script(page, ready or {}), folder, environment | ready_one)


def _run(script: str, folder: Path, environment: Mapping[str, str]) -> Run:
    heard = folder / "said.txt"
    with (
        heard.open("w", encoding="utf-8") as said,
        subprocess.Popen(
            ["bash", "-c", script],
            cwd=folder,
            stdout=said,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        ) as process,
    ):
        try:
            # the servers in the background keep their output open: what counts is that the shell itself ended
            code = process.wait(timeout=280)
        finally:
            with suppress(ProcessLookupError):  # where nothing runs beside
                os.killpg(process.pid, signal.SIGKILL)
    return Run(code=code, said=heard.read_text(encoding="utf-8"))


def printed(page: str) -> Iterator[str]:
    """Every line that the page says is printed."""
    for kind, text in _blocks(page):
        if kind == "text":
            yield from text.splitlines()


def unsaid(page: str, said: str) -> list[str]:
    """The first line that the page prints and the commands did not; “…” stands for anything."""
    lines = iter(said.splitlines())
    for line in printed(page):
        wanted = re.compile(".*".join(map(re.escape, line.split("…"))))
        if not any(wanted.search(heard) for heard in lines):
            return [line]
    return []


def _script(page: str, ready: Mapping[str, str]) -> str:
    """All blocks in order; those of the second terminal run beside, and are waited for until they answer."""
    parts = ["set -eu\n"]
    for kind, code in _blocks(page):
        if kind == "sh":
            parts.append(code)
        elif kind == "sh background":
            parts += [f"{_ALONE} {code.rstrip()} &\n", _WAIT.format(ready=ready[code.split()[1]])]
    return "".join(parts)


def _blocks(page: str) -> list[tuple[str, str]]:
    return _BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))
