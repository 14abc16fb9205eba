"""A text that exists in French and in English, and how numbers and dates are written in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Language(StrEnum):
    """The languages in which everything a person reads exists."""

    FR = "fr"
    EN = "en"

    @classmethod
    def of(cls, tag: str | None, *, default: Language | None = None) -> Language:
        """The nearest language for a tag such as ``fr-CA`` or ``en_GB``.

        >>> Language.of("fr-CA"), Language.of("de"), Language.of(None)
        (<Language.FR: 'fr'>, <Language.EN: 'en'>, <Language.EN: 'en'>)
        """
        if tag in _BY_TAG:
            return _BY_TAG[tag]
        return cls.spelt(tag or "") or default or cls.EN

    @classmethod
    def spelt(cls, tag: str) -> Language | None:
        """The language that a tag names; None where it names another, or none.

        >>> Language.spelt("FR_ca"), Language.spelt("english")
        (<Language.FR: 'fr'>, None)
        """
        start = tag.replace("_", "-").partition("-")[0].lower()
        return cls(start) if start in tuple(cls) else None


_BY_TAG: dict[str | None, Language] = {language.value: language for language in Language}


@dataclass(frozen=True, slots=True)
class Text:
    """One message in both languages; ``str()`` is the English one.

    >>> hello = Text(fr="Bonjour {name}", en="Hello {name}").format(name="Ada")
    >>> hello.say("fr"), str(hello)
    ('Bonjour Ada', 'Hello Ada')
    """

    fr: str
    en: str

    def say(self, language: str) -> str:
        """This message in `language`; English for any other than French."""
        return self.fr if Language.of(language) is Language.FR else self.en

    def format(self, **values: object) -> Text:
        """Fill the placeholders of both languages; a value that is a `Text` is said in each."""
        return Text(
            fr=self.fr.format(**{k: v.fr if isinstance(v, Text) else v for k, v in values.items()}),
            en=self.en.format(**{k: v.en if isinstance(v, Text) else v for k, v in values.items()}),
        )

    def __str__(self) -> str:
        return self.en

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Pairs of language and text, so that ``dict(text)`` is its JSON form."""
        return iter((("fr", self.fr), ("en", self.en)))


def number(value: float, language: str, *, digits: int = 0) -> str:
    r"""`value` as people of `language` write it, with `digits` decimals.

    >>> number(1234.5, "en", digits=1), number(1234.5, "fr", digits=1)
    ('1,234.5', '1\u202f234,5')
    """
    written = f"{value:,.{digits}f}"
    if Language.of(language) is Language.EN:
        return written
    return written.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",")


def joined(texts: Iterable[Text], between: str = " ") -> Text:
    """Several texts as one.

    >>> joined([Text(fr="un", en="one"), Text(fr="deux", en="two")], ", ").fr
    'un, deux'
    """
    parts = list(texts)
    return Text(fr=between.join(part.fr for part in parts), en=between.join(part.en for part in parts))


def counted(n: int, *, fr: tuple[str, str], en: tuple[str, str]) -> Text:
    """`n` and what there is of it, in the singular or the plural; in French nought is singular.

    >>> counted(0, fr=("partage", "partages"), en=("share", "shares"))
    Text(fr='0 partage', en='0 shares')
    """
    return Text(fr=f"{n} {fr[n > 1]}", en=f"{n} {en[n != 1]}")


def day(value: date, language: str) -> str:
    """A date in words.

    >>> day(date(2026, 3, 1), "en"), day(date(2026, 3, 1), "fr")
    ('1 March 2026', '1er mars 2026')
    """
    month = _MONTHS[Language.of(language)][value.month - 1]
    first = "1er" if value.day == 1 and Language.of(language) is Language.FR else str(value.day)
    return f"{first} {month} {value.year}"


def told_day(value: date) -> Text:
    """A date in both languages.

    >>> told_day(date(2026, 3, 1)).fr
    '1er mars 2026'
    """
    return Text(fr=day(value, Language.FR), en=day(value, Language.EN))


def zone_of(value: datetime) -> str:
    """The zone in which `value` is told, by its place; an hour that a clock shows twice is told apart.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> paris = ZoneInfo("Europe/Paris")
    >>> zone_of(datetime(2026, 3, 2, tzinfo=UTC)), zone_of(datetime(2026, 3, 2, tzinfo=paris))
    ('UTC', 'Europe/Paris')
    >>> zone_of(datetime(2026, 10, 25, 2, 30, tzinfo=paris, fold=1))
    'Europe/Paris, CET'
    """
    place = str(getattr(value.tzinfo, "key", None) or value.tzname())
    shown_twice = value.replace(fold=0).utcoffset() != value.replace(fold=1).utcoffset()
    return f"{place}, {value.tzname()}" if shown_twice else place


def moment(value: datetime, language: str) -> str:
    """A date and time of day, with the zone it is told in.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 3, 2, 14, 5, tzinfo=UTC), "fr")
    '2 mars 2026 à 14 h 05 (UTC)'
    """
    if Language.of(language) is Language.FR:
        return f"{day(value, language)} à {value.hour} h {value:%M} ({zone_of(value)})"
    return f"{day(value, language)}, {value:%H:%M} ({zone_of(value)})"


def told_moment(value: datetime) -> Text:
    """A moment in both languages, with its zone.

    >>> from datetime import UTC
    >>> told_moment(datetime(2026, 3, 2, 14, 5, tzinfo=UTC)).en
    '2 March 2026, 14:05 (UTC)'
    """
    return Text(fr=moment(value, Language.FR), en=moment(value, Language.EN))


def short_day(value: date, language: str) -> str:
    """A date for a column of a table.

    >>> short_day(date(2026, 7, 2), "en"), short_day(date(2026, 7, 2), "fr")
    ('2 Jul 2026', '2 juil. 2026')
    """
    return f"{value.day} {_SHORT[Language.of(language)][value.month - 1]} {value.year}"


_MONTHS: dict[Language, tuple[str, ...]] = {
    Language.FR: (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    Language.EN: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_SHORT: dict[Language, tuple[str, ...]] = {
    Language.FR: (
        *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
        *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
    ),
    Language.EN: tuple(month[:3] for month in _MONTHS[Language.EN]),
}
