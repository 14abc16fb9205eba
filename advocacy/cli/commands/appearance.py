"""``advocacy appearance``: a share as its network will show it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from advocacy.cli.opening import open_program
from advocacy.cli.output import AsJson, out, show
from advocacy.cli.parameters import ShareId
from advocacy.cli.speech import say, spoken
from advocacy.connectors.media import Attachment
from advocacy.connectors.preview import Preview
from advocacy.publish.limits import money


def register(app: typer.Typer) -> None:
    """Add this verb to `app`."""
    said = say("Montre un partage comme son réseau le fera.", "Show a share as its network will.")
    app.command("appearance", help=said)(appearance)


def appearance(
    share_id: ShareId,
    *,
    as_json: AsJson = False,
    text: Annotated[
        str | None,
        typer.Option(help=say("D’autres mots (- : entrée standard).", "Other words (-: standard input).")),
    ] = None,
) -> None:
    """Show what is read at once, what a click opens, the card, the images, the cost and what is wrong."""
    words = sys.stdin.read().strip() if text == "-" else text
    with open_program() as program:
        seen = program.appearance(share_id, text=words)
    if as_json:
        show(seen, None, as_json=True)
        return
    for line in _lines(seen):
        out.print(line, markup=False)


def _lines(seen: Preview) -> Iterator[str]:
    yield seen.visible
    if seen.more:
        yield say("… voir plus :", "… see more:")
        yield seen.more
    yield ""
    yield say("Longueur : ", "Length: ") + str(seen.length) + (f" / {seen.limit}" if seen.limit else "")
    if seen.card:
        yield f"[{seen.card.host}] {seen.card.title}"
    for image in seen.images:
        yield f"[{_size(image)}] {image.alt}"
    if seen.reshares:
        yield say("Repartage : ", "Reshares: ") + seen.reshares
    if seen.cost:
        yield say("Coût : ", "Cost: ") + money(seen.cost).say(spoken())
    for problem in seen.problems:
        yield f"✗ {problem.say(spoken())}"


def _size(image: Attachment) -> str:
    shape = f"{image.pages} p." if image.pages else f"{image.width} × {image.height}"
    return f"{shape}, {len(image.data) / 1000:.0f} {say('ko', 'kB')}"
