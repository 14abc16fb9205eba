"""What a rule looks for: a term, a name or a pattern, and where it was found."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, model_validator

from advocacy.charter.inflection import forms
from advocacy.charter.normalise import fold, normalise, unmarked
from advocacy.charter.shorthand import Shorthand
from advocacy.documents import Unfit
from advocacy.language import Language

Day = Annotated[AwareDatetime | date, Field(union_mode="left_to_right")]
"""A moment with its zone, or a whole day."""


class Term(Shorthand):
    """One thing to look for; in a file most are plain text: ``neutre en carbone``, ``=ee``, ``$products``."""

    main: ClassVar[str] = "term"

    term: str = Field(min_length=1)
    case: bool = False
    """Only with these capitals."""
    accents: bool = False
    """Only with these accents."""
    language: Language | None = None
    """Only in posts of this language."""
    exact: bool = False
    """Neither plural nor feminine."""

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, value: Any) -> Any:
        return {"term": str(value)} if type(value) in (int, float) else value

    @classmethod
    def spelled_out(cls, text: str) -> dict[str, Any]:
        """The mapping that `text` stands for; ``=word`` is that word exactly, a pattern is one line."""
        text = joined(text)
        return {"term": text[1:], "exact": True} if text.startswith("=") and len(text) > 1 else {"term": text}

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        _refuse_empty(self.term)
        return self

    @property
    def reference(self) -> str | None:
        """The name of the list it stands for, when it is ``$name``."""
        return self.term[1:] if self.term[0] == "$" and _REFERENCE.fullmatch(self.term) else None

    @property
    def pattern(self) -> tuple[str, bool] | None:
        """Its RE2 pattern and whether it reads the original, when it is ``/…/`` or ``/…/c``."""
        return _pattern_in(self.term)


class Fact(Shorthand):
    """A proper name of the house, as `facts` give it; plain text is a name alone."""

    main: ClassVar[str] = "name"

    name: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    public_since: Day | None = None
    """From then on anyone may say it."""
    case: bool = False
    """Only with these capitals, where the name is also a word."""

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        _refuse_empty(self.name, *self.aliases)
        return self


def _refuse_empty(*texts: str) -> None:
    for text in texts:
        if not can_be_found(text):
            raise Unfit(
                fr=f"« {text} » n’a ni lettre, ni chiffre, ni signe à chercher",
                en=f"“{text}” has no letter, digit or sign to look for",
            )


def _merged(value: Any) -> Any:
    """``{fr: […], en: […]}`` is one list: people mix languages."""
    if isinstance(value, dict) and value and set(value) <= {"fr", "en", "any"}:
        return [item for part in value.values() for item in (part if isinstance(part, list) else [part])]
    return [value] if isinstance(value, str) else value


Terms = Annotated[
    tuple[Term, ...],
    BeforeValidator(
        _merged,
        json_schema_input_type=list[Term | float]
        | str
        | dict[Literal["fr", "en", "any"], list[Term | float]],
    ),
]
"""A list of terms, or such lists by language."""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A term or name ready to be found; `name` is its own spelling."""

    name: str
    case: str | None = None
    accents: str | None = None
    language: Language | None = None
    fact: Fact | None = None
    is_plain: bool = field(init=False)
    """Whether its folded form alone is enough."""

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "is_plain", self.case is None and self.accents is None and self.language is None
        )

    def fits(self, original: str, language: str) -> bool:
        """Whether `original`, found by its folded form, has the capitals, accents and language asked for."""
        if self.language is not None and self.language != language:
            return False
        written = original.removeprefix("#")
        if self.case is not None and _cased(written) != self.case:
            return False
        return self.accents is None or _accented(written) == self.accents


class Found(NamedTuple):
    """A word and where it stands, in places of the plain text."""

    start: int
    end: int
    word: Word


def spellings(text: str, *, exact: bool) -> frozenset[str]:
    """The folded forms under which `text` is looked up."""
    return frozenset({fold(text)}) if exact else forms(text)


def name_spellings(name: str) -> frozenset[str]:
    """A name written as one word, or with its capitals taken apart.

    >>> sorted(name_spellings("NovaPark 3000"))
    ['nova park 3000', 'novapark3000']
    """
    apart = _CAPITAL.sub(r"\1 ", unmarked(name))
    return frozenset({fold(name).replace(" ", ""), fold(apart)})


@lru_cache(maxsize=20_000)
def as_pattern(text: str) -> tuple[str, bool] | None:
    r"""The RE2 pattern of a term with a symbol, and whether it reads the original; None for plain words.

    >>> as_pattern("100 %"), as_pattern("eco-friendly"), as_pattern("🔥")
    (('\\b100[ \\-]?%', False), None, ('🔥', True))
    """
    plain = normalise(text.strip()).text
    if "\x01" in plain:
        return re.escape(text.strip()), True
    if not re.search(r"[^\w \-']", plain):
        return None
    written = "".join("[ \\-]?" if mark == " " else re.escape(mark) for mark in plain)
    before = "\\b" if plain[0].isalnum() else ""
    return before + written + ("\\b" if plain[-1].isalnum() else ""), False


def joined(text: str) -> str:
    r"""A pattern in one line: a long one may be broken anywhere, and its lines indented.

    >>> joined("/\\b(?:\n  one|\n  two\n)\\b/")
    '/\\b(?:one|two)\\b/'
    """
    return _BREAK.sub("", text) if "\n" in text else text


Line = Annotated[str, AfterValidator(joined)]
"""An RE2 pattern, which a file may break into lines."""


def can_be_found(text: str) -> bool:
    """Whether there is anything in `text` to look for."""
    return bool(fold(text)) or as_pattern(text) is not None


def released(day: Day | None, when: datetime | None) -> bool:
    """Whether `day` has come at `when`; an unknown moment counts as before."""
    if day is None or when is None:
        return False
    return when >= day if isinstance(day, datetime) else when.date() >= day


def _cased(text: str) -> str:
    plain = unmarked(text).replace("-", " ")
    return "".join(
        mark.upper() if original.isupper() else mark
        for original, mark in zip(plain, normalise(plain).text, strict=False)
    )


def _accented(text: str) -> str:
    return unmarked(text).replace("-", " ").lower()


class Sought(NamedTuple):
    """How one word or name is looked for: by its spellings, or by a pattern."""

    word: Word
    spellings: frozenset[str]
    pattern: tuple[str, bool] | None
    """RE2, and whether it reads the original."""


@lru_cache(maxsize=20_000)
def sought(item: Fact | Term) -> tuple[Sought, ...]:
    """What a term, or each name of a fact, is looked for as; many rules ask for the same lists."""
    if isinstance(item, Term):
        word = Word(
            name=item.term,
            case=_cased(item.term) if item.case else None,
            accents=_accented(item.term) if item.accents else None,
            language=item.language,
        )
        return (_sought(item.term, word, exact=item.exact or item.case),)
    return tuple(
        _sought(name, Word(name=item.name, case=_cased(name) if item.case else None, fact=item), exact=True)
        for name in (item.name, *item.aliases)
    )


def _sought(text: str, word: Word, *, exact: bool) -> Sought:
    pattern = _pattern_in(text) or as_pattern(text)
    if pattern is not None:
        return Sought(word, frozenset(), pattern)
    written = spellings(text, exact=exact)
    return Sought(word, written | name_spellings(text) if word.fact else written, None)


def _pattern_in(text: str) -> tuple[str, bool] | None:
    found = _PATTERN.fullmatch(text) if text[0] == "/" else None
    return (found[1], bool(found[2])) if found else None


IN_PATTERN = re.compile(r"\{\$([A-Za-z_][\w.\-]*)\}")
"""A name that a pattern asks for."""
_CAPITAL = re.compile(r"([^\W\d_])(?=[A-ZÀ-Þ][a-zà-ÿ])")
_REFERENCE = re.compile(r"\$([A-Za-z_][\w.\-]*)")
_BREAK = re.compile(r"\s*\n\s*")
_PATTERN = re.compile(r"/(.+)/(c?)", re.DOTALL)
