"""The invented names of a pack's examples, replaced by the company's own where people read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from advocacy.charter.gathering import Whole
from advocacy.charter.normalise import fold
from advocacy.charter.ruling import Article
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

    def is_misspelt_in(self, text: str) -> bool:
        """Whether `text` is about how an invented name is spelt: no other name stands for that.

        >>> OwnNames({"Lunéo": "Aria"}).is_misspelt_in("Mon luneo est bleu.")
        True
        """
        words = re.findall(r"[^\W_]+", text)
        return any(
            fold(word) == fold(invented) and word not in {invented, invented.lower(), invented.upper()}
            for word in words
            for invented in self.names
        )

    def put(self, text: str) -> str:
        """`text` with the company’s own names."""
        for invented, own in self.names.items():
            host = f"{invented.lower()}.example"
            text = text.replace(host, f"{fold(own).replace(' ', '-')}.example")
            text = re.sub(rf"(?i)(?<!\w){re.escape(invented)}(?!\w)", _like(invented, own), text)
        return text

    def put_both(self, text: Text) -> Text:
        """`text` with the company’s own names, in both languages."""
        return Text(fr=self.put(text.fr), en=self.put(text.en))

    def put_article(self, article: Article) -> Article:
        """`article` with the company’s own names in its examples and its lesson."""
        return replace(
            article,
            examples=tuple((self.put_both(text), good) for text, good in article.examples),
            lesson=self.put_both(article.lesson) if article.lesson else None,
        )


def _like(invented: str, own: str) -> Callable[[re.Match[str]], str]:
    """`own`, in small letters or capitals where what was found is, or as ill spelt as it is."""

    def put(found: re.Match[str]) -> str:
        said = found[0]
        if said == invented.lower() != invented:
            return own.lower()
        if said not in {invented, invented.upper()}:
            return _misspelt(own)
        return own.upper() if said == invented.upper() != invented else own

    return put


def _misspelt(name: str) -> str:
    """`name` with capitals where nobody puts them.

    >>> _misspelt("Acme"), _misspelt("ACME")
    ('ACme', 'acME')
    """
    start = name[:2]
    return (start.lower() if start.isupper() else start.upper()) + name[2:]
