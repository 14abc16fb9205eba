"""What a rule needs before it can find anything, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advocacy.charter.needs import Group, Way
from advocacy.language import Text


def told_names(ways: Sequence[Way]) -> Text:
    """The names that would wake a rule up.

    >>> told_names(((("codenames",),), (("codewords",),))).en
    '$codenames or $codewords'
    >>> told_names(((("company", "products"), ("ranges",)),)).fr
    '($company ou $products) et $ranges'
    """
    if all(len(way) == 1 for way in ways):
        return _or(dict.fromkeys(f"${name}" for way in ways for name in way[0]))
    told = [_joined([_bracketed(group) for group in way], _AND) for way in ways]
    return _joined(told, _OR)


def told_around(groups: Sequence[Group]) -> Text:
    """What the context, or the charter, must say.

    >>> told_around((("author",), ("quiet_period", "windows.quiet"))).en
    'author, and quiet_period or windows.quiet'
    """
    return _joined([_or(group) for group in groups], _AND_ALSO)


def _named(group: Group) -> Text:
    return _or(f"${name}" for name in group)


def _bracketed(group: Group) -> Text:
    told = _named(group)
    return Text(fr=f"({told.fr})", en=f"({told.en})") if len(group) > 1 else told


def _or(names: Iterable[str]) -> Text:
    return _joined([Text(fr=name, en=name) for name in names], _OR)


def _joined(parts: Sequence[Text], between: Text) -> Text:
    return Text(fr=between.fr.join(part.fr for part in parts), en=between.en.join(part.en for part in parts))


_OR = Text(fr=" ou ", en=" or ")
_AND = Text(fr=" et ", en=" and ")
_AND_ALSO = Text(fr=", et ", en=", and ")
