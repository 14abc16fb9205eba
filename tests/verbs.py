"""The verbs as Typer reads them, once for each language: that takes longer than most of them."""

from __future__ import annotations

from functools import cache
from typing import Any

import typer.main

from advocacy.cli.speech import spoken
from advocacy.language import Language

_read = typer.main.get_command


def read(app: typer.Typer) -> Any:
    """What `typer.main.get_command` gives."""
    return _read_in(spoken(), app)


@cache
def _read_in(_language: Language, app: typer.Typer) -> Any:
    return _read(app)
