"""A command line that cannot be read, told in the reader's language: Typer's own words are English."""

from __future__ import annotations

import re

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text


def told(english: str) -> InvalidInput:
    """What Typer says of a command line, in both languages; what is not foreseen stays English."""
    line = " ".join(english.replace("Value error, ", "").split())
    return InvalidInput(Mistake(message=Text(fr=_QUOTED.sub(r"« \1 »", in_french(line)), en=line)))


def in_french(english: str) -> str:
    """One of Typer's messages in French.

    >>> in_french("No such option: --colour (Possible options: --color)")
    'option inconnue : --colour (peut-être : --color)'
    >>> in_french("Invalid value for '--days': 'x' is not a valid integer.")
    "valeur refusée pour '--days' : 'x' n’est pas un nombre entier."
    """
    for pattern, french in _MESSAGES:
        if found := re.fullmatch(pattern, english, re.DOTALL):
            parts = [in_french(part or "") for part in found.groups()]
            return french.format(*parts)
    return english


_QUOTED = re.compile(r"'([^']*)'")
_MESSAGES = (
    (r"No such option: (\S+) \(Possible options: (.+)\)", "option inconnue : {} (peut-être : {})"),
    (r"No such option: (\S+) Did you mean (.+)\?", "option inconnue : {} (peut-être : {})"),
    (r"No such option: (.+)", "option inconnue : {}"),
    (r"No such command (.+)\. Did you mean (.+)\?", "commande inconnue : {} (peut-être : {})"),
    (r"No such command (.+)\.", "commande inconnue : {} ; la liste : --help"),
    (r"Missing option (.+?)\. Choose from: (.+)", "il manque l’option {} ; au choix : {}"),
    (r"Missing option (.+)\.", "il manque l’option {}"),
    (r"Missing argument (.+?)\. Choose from: (.+)", "il manque l’argument {} ; au choix : {}"),
    (r"Missing argument (.+)\.", "il manque l’argument {}"),
    (r"Missing command\.", "il manque une commande ; la liste : --help"),
    (r"Option (.+) requires an argument\.", "l’option {} attend une valeur"),
    (r"Option (.+) requires \d+ arguments\.", "l’option {} attend plusieurs valeurs"),
    (r"Option (.+) does not take a value\.", "l’option {} ne prend pas de valeur"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", "de trop : {}"),
    (r"Invalid value for (.+?): (.+)", "valeur refusée pour {} : {}"),
    (r"(.+) is not one of (.+)\.", "{} n’en est pas : {}"),
    (r"(.+) is not a valid (?:integer|int)\.", "{} n’est pas un nombre entier."),
    (r"(.+) is not a valid float\.", "{} n’est pas un nombre."),
    (r"(.+) is not in the range (.+)\.", "{} n’est pas dans l’intervalle {}."),
    (r"(?:File|Path|Directory) (.+) does not exist\.", "{} n’existe pas."),
    (r"Input should be a valid integer\b.*", "un nombre entier est attendu"),
    (r"Input should be a valid number\b.*", "un nombre est attendu"),
    (r"Input should be greater than or equal to (.+)", "au moins {}"),
    (r"Input should be less than or equal to (.+)", "au plus {}"),
)
"""Typer's messages, the narrower first."""
