"""A charter's file, read with what only the programme knows: which networks there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from advocacy.connectors import registry

if TYPE_CHECKING:
    from advocacy.charter.gathering import Whole


def whole_of(text: str, *, name: str) -> Whole:
    """The charter in `text` with its packs, not yet compiled.

    Raises:
        InvalidInput: with every mistake, each with its line; a misspelt network is one.
    """
    # heavy: imported on first use
    from advocacy.charter.gathering import gathered  # noqa: PLC0415
    from advocacy.charter.slips import require_networks  # noqa: PLC0415

    whole = gathered(text, name=name)
    require_networks(whole, registry.meant)
    return whole


def whole_in(file: str | Path) -> Whole:
    """The charter in `file`; see `whole_of`."""
    from advocacy.documents import read_text  # noqa: PLC0415 - heavy: imported on first use

    return whole_of(read_text(file), name=str(file))
