"""Messages with placeholders, taken apart once and filled many times, in both languages."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from advocacy.language import Language, Text, number

Parts = tuple[str, tuple[tuple[str, str], ...]]
"""What stands before the first placeholder, then each placeholder with what follows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A message in both languages, ready to be filled.

    >>> hello = Wording.of(Text(fr="Bonjour {name} !", en="Hello {name}!"))
    >>> hello.fill({"name": "Ada"})
    Text(fr='Bonjour Ada !', en='Hello Ada!')
    """

    fr: Parts
    en: Parts
    names: frozenset[str]
    """The placeholders in either language."""

    @classmethod
    def of(cls, text: Text, **constants: Text) -> Wording:
        """`text` taken apart, with `constants` already filled in.

        Raises:
            ValueError: when its braces do not pair.
        """
        french = _parts(text.fr, {name: value.fr for name, value in constants.items()})
        english = _parts(text.en, {name: value.en for name, value in constants.items()})
        names = frozenset(name for parts in (french, english) for name, _ in parts[1])
        return cls(fr=french, en=english, names=names)

    def fill(self, values: Mapping[str, Any]) -> Text:
        """The message with `values`; one that is not given shows as an ellipsis."""
        return Text(_filled(self.fr, values, Language.FR), _filled(self.en, values, Language.EN))


def _parts(text: str, constants: Mapping[str, str]) -> Parts:
    pieces = [""]
    names: list[str] = []
    for literal, name, _, _ in string.Formatter().parse(text):
        pieces[-1] += literal
        if name is None:
            continue
        if name in constants:
            pieces[-1] += constants[name]
        else:
            names.append(name)
            pieces.append("")
    return pieces[0], tuple(zip(names, pieces[1:], strict=True))


def _figure(value: Any, language: Language) -> str:
    """A value; a large one in groups of three digits."""
    return number(value, language) if isinstance(value, int) and value >= _LONG else str(value)


def _filled(parts: Parts, values: Mapping[str, Any], language: Language) -> str:
    text = parts[0]
    for name, after in parts[1]:
        value = values.get(name, "…")
        if type(value) is not str:
            value = value.say(language) if isinstance(value, Text) else _figure(value, language)
        text += value + after
    return text


_LONG = 1_000
