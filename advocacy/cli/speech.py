"""In which language the command line speaks, and its texts for help."""

from __future__ import annotations

import os

from advocacy import language
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Language, Text

VARIABLE = "ADVOCACY_LANG"


def spoken() -> Language:
    """``ADVOCACY_LANG``, else the language of the terminal, else English."""
    for variable in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(variable):
            return Language.of(os.environ[variable])
    return Language.EN


def chosen(lang: str | None) -> Language:
    """The language that ``--lang`` asks for, else the one spoken.

    Raises:
        InvalidInput: it is none that the charter reads.
    """
    if lang is None:
        return spoken()
    found = Language.spelt(lang)
    if found is None:
        raise InvalidInput(Mistake(field="--lang", message=_NO_LANGUAGE.format(lang=lang), hint=_ALLOWED))
    return found


def say(fr: str, en: str) -> str:
    """One text, in the language that the command line speaks."""
    return Text(fr=fr, en=en).say(spoken())


def counted(n: int, *, fr: tuple[str, str], en: tuple[str, str]) -> str:
    """`n` and what there is of it, in the language that the command line speaks."""
    return language.counted(n, fr=fr, en=en).say(spoken())


_ALLOWED = Text(fr="permis : fr, en", en="allowed: fr, en")
_NO_LANGUAGE = Text(
    fr="« {lang} » n’est pas une langue que la charte sait lire",
    en="“{lang}” is no language that the charter reads",
)
