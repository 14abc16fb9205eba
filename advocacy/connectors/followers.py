"""Who follows an account, page by page, where the network shows it to everybody."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Followers:
    """One page of a public list; its ids are hashed and let go, never stored.

    Attributes:
        ids: of those who follow, as the network knows each wherever they are met; each once.
        after: where the next page begins; empty when this is the last.
    """

    ids: tuple[str, ...] = field(repr=False)
    after: str = ""
