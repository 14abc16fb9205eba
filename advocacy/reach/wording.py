"""A text in both languages, with the thin spaces that French wants before its high signs."""

from __future__ import annotations

from advocacy.language import Text

_THIN = "\N{NARROW NO-BREAK SPACE}"


def text(*, fr: str, en: str) -> Text:
    r"""A `Text` whose French never breaks a line before a colon or inside its quotes.

    >>> text(fr="Voici : « oui »", en="Here: “yes”").fr
    'Voici\u202f: «\u202foui\u202f»'
    """
    for sign in ":;?!»":
        fr = fr.replace(f" {sign}", f"{_THIN}{sign}")
    return Text(fr=fr.replace("« ", f"«{_THIN}"), en=en)
