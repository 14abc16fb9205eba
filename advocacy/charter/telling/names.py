"""The invented names of a pack's examples, replaced by the company's own where people read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from advocacy.charter.gathering import Whole
from advocacy.charter.normalise import fold
from advocacy.language import Text


@dataclass(frozen=True, slots=True)
class OwnNames:
    """What each invented name becomes.

    >>> OwnNames({"Lunéo": "Aria", "Valmora": "Acme"}).put("Chez Valmora (valmora.example), Lunéo…")
    'Chez Acme (acme.example), Aria…'
    """

    names: Mapping[str, str]

    @classmethod
    def of(cls, whole: Whole) -> OwnNames:
        """Each name of a pack’s facts → the company’s in the same place of the same fact, or its first."""
        own = whole.document.facts
        found: dict[str, str] = {}
        for file in whole.files[:-1]:
            for name, facts in (*file.content.facts.items(), *file.content.invented.items()):
                for place, fact in enumerate(facts):
                    if own.get(name):
                        replacement = own[name][place] if place < len(own[name]) else own[name][0]
                        found[fact.name] = replacement.name
        return cls(found)

    def put(self, text: str) -> str:
        """`text` with the company’s own names."""
        for invented, own in self.names.items():
            text = re.sub(rf"(?<!\w){re.escape(invented)}(?!\w)", _as_it_is(own), text)
            host = f"{invented.lower()}.example"
            text = text.replace(host, f"{fold(own).replace(' ', '-')}.example")
        return text

    def put_both(self, text: Text) -> Text:
        """`text` with the company’s own names, in both languages."""
        return Text(fr=self.put(text.fr), en=self.put(text.en))


def _as_it_is(text: str) -> Callable[[re.Match[str]], str]:
    return lambda _found: text
