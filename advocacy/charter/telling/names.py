"""The invented names of a pack's examples, replaced by the company's own where people read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from advocacy.charter.gathering import Whole
from advocacy.charter.normalise import fold, listed
from advocacy.charter.ruling import Article
from advocacy.language import Text


@dataclass(frozen=True, slots=True)
class OwnNames:
    """What each invented name becomes; those for which the company has none are `left`.

    >>> OwnNames({"Lunéo": "Aria", "Valmora": "Acme"}).put("Chez Valmora (valmora.example), Lunéo…")
    'Chez Acme (acme.example), Aria…'
    """

    names: Mapping[str, str]
    left: Sequence[str] = ()

    @classmethod
    def of(cls, whole: Whole) -> OwnNames:
        """Each name of a pack’s facts → the company’s in the same place of the same fact, or its first.

        What must not be said, and who must not be mocked, keep their invented names: many read these pages.
        """
        own = whole.document.facts
        found: dict[str, str] = {}
        left: dict[str, None] = {}
        for file in whole.files[:-1]:
            for name, facts in (*file.content.facts.items(), *file.content.invented.items()):
                for place, fact in enumerate(facts):
                    if own.get(name) and name not in _NEVER_SHOWN:
                        replacement = own[name][place] if place < len(own[name]) else own[name][0]
                        found[fact.name] = replacement.name
                    elif name in file.content.invented:
                        left[fact.name] = None
        return cls(found, tuple(name for name in left if name not in found))

    def invented_in(self, text: str) -> tuple[str, ...]:
        """The names that nobody has, and that stay in `text`; of “Project Hoopoe” and “Hoopoe”, the longer.

        >>> OwnNames({}, ("Hoopoe", "Project Hoopoe")).invented_in("Work on project hoopoe!")
        ('Project Hoopoe',)
        """
        if not self.left:
            return ()
        return tuple(
            dict.fromkeys(_meant(found[1], self.left) for found in _any_of(self.left).finditer(text))
        )

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
            if invented.isalnum()
        )

    def put(self, text: str) -> str:
        """`text` with the company’s own names."""
        return _any_of((*self.names, *self.left)).sub(self._own, text) if self.names else text

    def _own(self, found: re.Match[str]) -> str:
        """The company's name for the invented one that was `found`; its host, where one follows."""
        invented = _meant(found[1], (*self.names, *self.left))
        if invented in self.left:  # “intranet.valmora.example”, of which “Valmora” is a part
            return found[0]
        own, host = self.names[invented], found[2] or ""
        if host and found[1].islower():
            return fold(own).replace(" ", "-") + host
        return _like(found[1], invented, own) + host

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


_NEVER_SHOWN = listed("codenames codewords clients competitors tickets internal_hosts")
"""Facts whose names stand in no example: “Kortexa, la honte du métier” is not for a page of ours."""


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of `names` as a word of its own, the longest first; and ``.example`` where it is a host."""
    longest = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?i)(?<!\w)({'|'.join(map(re.escape, longest))})(?!\w)(\.example)?")


def _meant(said: str, names: Iterable[str]) -> str:
    """The one of `names` that is `said`, whatever its capitals."""
    return next(name for name in names if re.fullmatch(re.escape(name), said, re.IGNORECASE))


def _like(said: str, invented: str, own: str) -> str:
    """`own`, in small letters or capitals where what is `said` is, or as ill spelt as it is."""
    if said == invented.lower() != invented:
        return own.lower()
    if said not in {invented, invented.upper()}:
        return _misspelt(own)
    return own.upper() if said == invented.upper() != invented else own


def _misspelt(name: str) -> str:
    """`name` with capitals where nobody puts them.

    >>> _misspelt("Acme"), _misspelt("ACME")
    ('ACme', 'acME')
    """
    start = name[:2]
    return (start.lower() if start.isupper() else start.upper()) + name[2:]
