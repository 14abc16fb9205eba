"""Lists in words: a few terms of many, quoted; and texts of both languages joined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advocacy.charter.lexicon import Lexicon
from advocacy.charter.terms import Fact, Term
from advocacy.language import Text

FEW = 6


def said(terms: Iterable[Term], lexicon: Lexicon, *, most: int = FEW) -> Text:
    """`terms` as people write them: a few words, else the name of their list with some of its words."""
    words: list[str] = []
    others: list[Text] = []
    patterns = 0
    for term in terms:
        items = list(lexicon.resolve((term,)))
        names = list(dict.fromkeys(_name(item) for item in items if not _is_pattern(item)))
        if term.reference is None:
            words += names
            patterns += len(items) - len(names)
        elif not items:
            others.append(_EMPTY.format(name=term.reference))
        elif len(names) == len(items) <= most:
            words += names
        else:
            others.append(_list(term.reference, names))
    if len(words) > most:
        others.append(_MORE.format(n=len(words) - most))
    shown = [quoted(words[:most])] if words else []
    return listed([*shown, *others, *([turns(patterns)] if patterns else ())])


def _list(name: str, words: Sequence[str]) -> Text:
    if not words:
        return Text(fr=f"${name}", en=f"${name}")
    return _LIST.format(name=name, words=quoted(words[:_SOME]))


def turns(count: int) -> Text:
    """So many patterns, as people call them."""
    return _PATTERNS[count > 1].format(n=count)


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


def joined(texts: Iterable[Text], between: str = " ") -> Text:
    """Several texts as one."""
    parts = list(texts)
    return Text(fr=between.join(part.fr for part in parts), en=between.join(part.en for part in parts))


def _name(item: Fact | Term) -> str:
    return item.name if isinstance(item, Fact) else item.term


def _is_pattern(item: Fact | Term) -> bool:
    return isinstance(item, Term) and item.pattern is not None


_SOME = 3
_LIST = Text(fr="${name} ({words}…)", en="${name} ({words}…)")
_MORE = Text(fr="et {n} de plus", en="and {n} more")
_PATTERNS = {
    False: Text(fr="une tournure", en="a turn of phrase"),
    True: Text(fr="{n} tournures", en="{n} turns of phrase"),
}
_EMPTY = Text(fr="${name} (vide : à remplir)", en="${name} (empty: to be filled)")
