"""``advocacy charter …``: writing, trying and explaining a charter."""

from __future__ import annotations

import typer

from advocacy.cli.commands.charter import (
    acknowledging,
    diffing,
    disputing,
    exempting,
    linting,
    replaying,
    telling,
    trying,
    versions,
)
from advocacy.cli.speech import say

charter = typer.Typer(
    no_args_is_help=True,
    help=say("La charte : l’écrire, l’essayer, l’expliquer.", "The charter: write it, try it, explain it."),
)
for part in (trying, linting, diffing, telling, versions, acknowledging, exempting, disputing, replaying):
    part.register(charter)


def register(app: typer.Typer) -> None:
    """Add these verbs to `app`."""
    app.add_typer(charter, name="charter")
