"""The name that was meant by a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `word` can only be a slip for; None where it is like none of them.

    >>> nearest("mastodno", ["x", "mastodon"]), nearest("reviews", ["x", "mastodon"])
    ('mastodon', None)
    """
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=_CLOSE)), None)


_CLOSE = 0.75
"""How alike a slip and what was meant are."""
