"""What a person can download of their own posts' counts where the network tells programs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text

_READERS = {"linkedin": "advocacy.connectors.linkedin_export"}
"""The networks whose downloads are understood, and the module that reads them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedPost:
    """What a download tells of one post."""

    url: str
    remote_id: str
    """As the network's addresses name it."""
    day: date
    made_at: datetime | None = None
    """The exact moment, where the id tells it."""
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A download: the posts in it, and the days that they were counted for."""

    posts: tuple[ExportedPost, ...]
    since: date | None = None
    """First day counted; None: from each post's beginning."""
    until: date | None = None
    """Last day counted; None: up to the download."""
    left_out: tuple[str, ...] = ()
    """Sheets that are about the account and not about posts: they are not taken in."""


class _Reader(Protocol):
    def read_export(self, path: Path) -> Export: ...
    def is_same(self, post: ExportedPost, remote_id: str, published_at: datetime | None) -> bool: ...


def reader(network: str) -> _Reader:
    """What reads the downloads of `network`: `read_export(path)`, and `is_same` for telling posts.

    Raises:
        InvalidInput: its downloads are not understood.
    """
    if network not in _READERS:
        known = ", ".join(sorted(_READERS))
        raise InvalidInput(Mistake(field="network", message=_UNKNOWN.format(network=network, known=known)))
    return cast("_Reader", import_module(_READERS[network]))


_UNKNOWN = Text(
    fr="les téléchargements de « {network} » ne sont pas compris ; ceux-ci le sont : {known}",
    en="downloads of “{network}” are not understood; these are: {known}",
)
