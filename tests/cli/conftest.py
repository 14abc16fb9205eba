"""A command typed in this process: what it does and says is what its own process would."""

from __future__ import annotations

import io
import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import verbs
from advocacy.cli import main
from advocacy.cli.logs import VARIABLE as LOG
from advocacy.cli.opening import PROGRAM, chosen
from advocacy.cli.wall import programme
from advocacy.vault import VARIABLE, new_key


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, new_key())


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it wrote for programs."""
        return json.loads(self.out)


Typed = Callable[..., Done]


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Type a command in an empty folder, in this process: ``typed("check", language="fr")``.

    It goes in by the entry point; `given` is what is typed into it, `folder` where, if not in the empty one.
    """
    monkeypatch.chdir(tmp_path)
    for variable in (PROGRAM, LOG):
        monkeypatch.delenv(variable, raising=False)

    def command(
        *arguments: str | Path,
        given: str = "",
        language: str = "en",
        folder: Path = tmp_path,
        columns: str = "200",
    ) -> Done:
        with monkeypatch.context() as its_own, _as_a_process():
            its_own.chdir(folder)
            its_own.setenv("COLUMNS", columns)
            its_own.setenv("ADVOCACY_LANG", language)
            its_own.setattr("__main__.__package__", None)  # pytest is often run as a module
            its_own.setattr(sys, "argv", ["advocacy", *map(str, arguments)])
            its_own.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8"))
            its_own.setattr("typer.main.get_command", verbs.read)
            capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                main()
            said = capsys.readouterr()
        return Done(code=int(ended.value.code or 0), out=said.out, err=said.err)

    return command


@contextmanager
def _as_a_process() -> Iterator[None]:
    """What ends with the process of a command ends here too."""
    chosen.where = programme.zone = None
    asked = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        chosen.where = programme.zone = None
        for number, before in asked.items():
            signal.signal(number, before)
