"""What is told for each way in which a value can be wrong, in French and in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advocacy.language import Text

MAX_SHOWN = 60
"""How much of a wrong value is shown, in characters."""


def message_for(detail: Mapping[str, Any]) -> Text:
    """The sentence for one validation error (its `type`, `ctx` and `input`)."""
    kind, context = str(detail["type"]), dict(detail.get("ctx") or {})
    text = _BY_KIND.get(kind) or _by_family(kind)
    limits = {name: f"{value:g}" if isinstance(value, float) else value for name, value in context.items()}
    return text.format(**(_NO_LIMITS | limits), given=shown(detail.get("input")))


def expected_text(wanted: str, given: object) -> Text:
    """The sentence for a value of another type than `wanted`, in JSON Schema's words."""
    return _EXPECTED[wanted].format(given=shown(given))


def shown(value: object) -> Text:
    """`value` as it is quoted in a message: short, and never a whole list."""
    if value is None:
        return Text(fr="rien", en="nothing")
    if isinstance(value, dict):
        return Text(fr="un groupe « clé : valeur »", en="a group of “key: value”")
    if isinstance(value, list | tuple):
        return Text(fr="une liste", en="a list")
    written = str(value).lower() if isinstance(value, bool) else str(value)
    short = written if len(written) <= MAX_SHOWN else written[: MAX_SHOWN - 1] + "…"
    return Text(fr=f"« {short} »", en=f"“{short}”")


def _by_family(kind: str) -> Text:
    for start, text in _FAMILIES:
        if kind.startswith(start):
            return text
    return _OTHER


_NO_LIMITS = {"min_length": "?", "max_length": "?", "gt": "?", "ge": "?", "lt": "?", "le": "?"}

_TEXT = Text(fr="texte attendu, pas {given}", en="text expected, not {given}")
_WHOLE = Text(fr="nombre entier attendu, pas {given}", en="whole number expected, not {given}")
_NUMBER = Text(fr="nombre attendu, pas {given}", en="number expected, not {given}")
_FLAG = Text(fr="true ou false attendu, pas {given}", en="true or false expected, not {given}")
_LIST = Text(fr="liste attendue, pas {given}", en="list expected, not {given}")
_GROUP = Text(
    fr="groupe « clé : valeur » attendu, pas {given}", en="group of “key: value” expected, not {given}"
)
_MOMENT = Text(
    fr="date et heure attendues, comme 2026-03-02T09:00+01:00, pas {given}",
    en="date and time expected, such as 2026-03-02T09:00+01:00, not {given}",
)
_DAY = Text(
    fr="date attendue, comme 2026-03-02, pas {given}", en="date expected, such as 2026-03-02, not {given}"
)
_HOUR = Text(
    fr="heure attendue, comme 09:30, pas {given}", en="time of day expected, such as 09:30, not {given}"
)
_DURATION = Text(
    fr="durée attendue, comme PT30M (30 minutes) ou P7D (7 jours), pas {given}",
    en="duration expected, such as PT30M (30 minutes) or P7D (7 days), not {given}",
)
_ADDRESS = Text(
    fr="adresse web complète attendue (https://…), pas {given}",
    en="complete web address expected (https://…), not {given}",
)
_OTHER = Text(fr="valeur impossible ici : {given}", en="a value that cannot stand here: {given}")

_EXPECTED = {
    "boolean": _FLAG,
    "integer": _WHOLE,
    "number": _NUMBER,
    "date-time": _MOMENT,
    "date": _DAY,
    "time": _HOUR,
    "duration": _DURATION,
}

_BY_KIND = {
    "missing": Text(fr="champ obligatoire absent", en="this field is required and missing"),
    "extra_forbidden": Text(fr="champ inconnu", en="unknown field"),
    "unexpected_keyword_argument": Text(fr="champ inconnu", en="unknown field"),
    "enum": Text(fr="valeur inconnue {given}", en="unknown value {given}"),
    "literal_error": Text(fr="valeur inconnue {given}", en="unknown value {given}"),
    "union_tag_invalid": Text(fr="valeur inconnue « {tag} »", en="unknown value “{tag}”"),
    "union_tag_not_found": Text(fr="champ obligatoire absent", en="this field is required and missing"),
    "none_required": Text(fr="ce champ doit rester vide", en="this field must stay empty"),
    "string_too_short": Text(
        fr="trop court : longueur d’au moins {min_length}",
        en="too short: a length of at least {min_length}",
    ),
    "string_too_long": Text(
        fr="trop long : au plus {max_length} caractères", en="too long: at most {max_length} characters"
    ),
    "string_pattern_mismatch": Text(
        fr="{given} n’a pas la forme attendue ({pattern})",
        en="{given} does not have the expected form ({pattern})",
    ),
    "too_short": Text(
        fr="liste trop courte : au moins {min_length}", en="list too short: at least {min_length}"
    ),
    "too_long": Text(fr="au plus {max_length} éléments permis", en="at most {max_length} items allowed"),
    "greater_than": Text(fr="plus de {gt} attendu, pas {given}", en="more than {gt} expected, not {given}"),
    "greater_than_equal": Text(
        fr="au moins {ge} attendu, pas {given}", en="at least {ge} expected, not {given}"
    ),
    "less_than": Text(fr="moins de {lt} attendu, pas {given}", en="less than {lt} expected, not {given}"),
    "less_than_equal": Text(fr="au plus {le} attendu, pas {given}", en="at most {le} expected, not {given}"),
    "multiple_of": Text(
        fr="multiple de {multiple_of} attendu, pas {given}",
        en="multiple of {multiple_of} expected, not {given}",
    ),
    "timezone_aware": Text(
        fr="heure sans fuseau : ajoutez-le, comme +01:00 ou Z",
        en="a time without its zone: add it, such as +01:00 or Z",
    ),
    "timezone_naive": Text(
        fr="heure sans fuseau attendue, pas {given}", en="a time without zone expected, not {given}"
    ),
    "value_error": Text(fr="valeur impossible ici : {given}", en="a value that cannot stand here: {given}"),
    "finite_number": _NUMBER,
}

_FAMILIES = (
    ("string", _TEXT),
    ("int", _WHOLE),
    ("float", _NUMBER),
    ("decimal", _NUMBER),
    ("bool", _FLAG),
    ("list", _LIST),
    ("tuple", _LIST),
    ("set", _LIST),
    ("frozen_set", _LIST),
    ("iterable", _LIST),
    ("dict", _GROUP),
    ("mapping", _GROUP),
    ("model", _GROUP),
    ("dataclass", _GROUP),
    ("datetime", _MOMENT),
    ("timezone", _MOMENT),
    ("date", _DAY),
    ("time_delta", _DURATION),
    ("time", _HOUR),
    ("url", _ADDRESS),
)
