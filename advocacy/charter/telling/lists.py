"""Words between quotation marks, and lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advocacy.language import Text


def quoted(words: Sequence[str]) -> Text:
    """Words between the quotation marks of each language."""
    return Text(fr=", ".join(f"« {word} »" for word in words), en=", ".join(f"“{word}”" for word in words))


def listed(words: Iterable[object]) -> Text:
    """Plain words; those that are a `Text` are said in each language."""
    parts = list(words)
    return Text(
        fr=", ".join(part.fr if isinstance(part, Text) else str(part) for part in parts),
        en=", ".join(part.en if isinstance(part, Text) else str(part) for part in parts),
    )
