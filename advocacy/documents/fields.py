"""The kinds of value that every file shares: short names, moments, web addresses, bilingual text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, PlainSerializer, WithJsonSchema

from advocacy.documents.nearest import nearest
from advocacy.documents.validation import Unfit, did_you_mean
from advocacy.documents.wording import shown
from advocacy.language import Text


def _slug(value: str) -> str:
    if re.fullmatch(_SLUG, value) and len(value) <= _LONGEST_SLUG:
        return value
    near = slug(value)
    raise Unfit(
        fr=f"« {value} » : un identifiant n’a que des minuscules sans accent, des chiffres et des tirets"
        f" (au plus {_LONGEST_SLUG})",
        en=f"“{value}”: an id has only lower-case letters without accents, digits and hyphens"
        f" (at most {_LONGEST_SLUG})",
        hint=Text(fr=f"par exemple « {near} »", en=f"for example “{near}”") if near else None,
    )


def slug(value: str) -> str:
    """A short name made from any words.

    >>> slug("Pompe à chaleur 2026 !")
    'pompe-a-chaleur-2026'
    """
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_SLUG].strip("-")


def _line(value: str) -> str:
    clean = value.strip()
    if not clean or not clean.isprintable():
        raise Unfit(fr="une seule ligne de texte attendue", en="one line of text expected")
    return clean


def _network(value: str) -> str:
    if re.fullmatch(_NETWORK, value):
        return value
    near = value.strip().lower()
    raise Unfit(
        fr=f"« {value} » n’est pas un nom de réseau : des minuscules, des chiffres et _",
        en=f"“{value}” is no network’s name: lower-case letters, digits and _",
        hint=did_you_mean(near) if re.fullmatch(_NETWORK, near) else None,
    )


def _language(value: str) -> str:
    if re.fullmatch(_LANGUAGE, value):
        return value
    raise Unfit(
        fr=f"« {value} » n’est pas une langue : attendu fr, en, fr-CA…",
        en=f"“{value}” is no language: expected fr, en, fr-CA…",
    )


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise Unfit(
            fr=f"fuseau horaire inconnu « {value} »",
            en=f"unknown time zone “{value}”",
            hint=_nearest_zone(value),
        ) from None
    return value


def _nearest_zone(value: str) -> Text:
    known = sorted(available_timezones())
    cities = {zone.rsplit("/", 1)[-1].casefold(): zone for zone in known}
    city = value.rsplit("/", 1)[-1].replace(" ", "_").casefold()
    close = city if city in cities else nearest(city, cities)
    return did_you_mean(cities[close]) if close else _A_ZONE


_A_ZONE = Text(
    fr="comme Europe/Paris : une grande ville du pays", en="such as Europe/Paris: a large city of the country"
)


def _country(value: str) -> str:
    if re.fullmatch(_COUNTRY, value):
        return value
    near = _CODES.get(value.strip().upper(), value.strip().upper())
    raise Unfit(
        fr=f"pays en deux majuscules attendu (FR, DE, GB…), pas « {value} »",
        en=f"country as two capitals expected (FR, DE, GB…), not “{value}”",
        hint=did_you_mean(near) if re.fullmatch(_COUNTRY, near) else None,
    )


def _moment(value: Any) -> Any:
    if isinstance(value, datetime) or (isinstance(value, str) and re.match(_MOMENT, value)):
        return value
    if isinstance(value, str) and re.fullmatch(_DAY, value):
        raise Unfit(
            fr=f"il manque l’heure et son fuseau : {value}T09:00+01:00",
            en=f"the time and its zone are missing: {value}T09:00+01:00",
        )
    raise Unfit(
        fr=f"date et heure attendues, comme 2026-03-02T09:00+01:00, pas {shown(value).fr}",
        en=f"date and time expected, such as 2026-03-02T09:00+01:00, not {shown(value).en}",
    )


def _day(value: Any) -> Any:
    if isinstance(value, date) or (isinstance(value, str) and re.fullmatch(_DAY, value)):
        return value
    raise Unfit(
        fr=f"date attendue, comme 2026-03-02, pas {shown(value).fr}",
        en=f"date expected, such as 2026-03-02, not {shown(value).en}",
    )


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\\\x00-\x1f<>\"]", value):
        raise Unfit(
            fr=f"adresse web complète attendue (https://…), pas « {value} »",
            en=f"complete web address expected (https://…), not “{value}”",
        )
    if parts.username is not None:
        raise Unfit(
            fr="une adresse ne porte ni nom ni mot de passe avant @",
            en="an address holds no name or password before @",
        )
    return value


def _both(value: Any) -> Any:
    if isinstance(value, str):
        return {"fr": value, "en": value}
    if isinstance(value, dict | Text):
        return value
    raise Unfit(
        fr=f"texte attendu, ou « {{fr: …, en: …}} », pas {shown(value).fr}",
        en=f"text expected, or {{fr: …, en: …}}, not {shown(value).en}",
    )


def _not_blank(value: Text) -> Text:
    for language, said in value:
        if not said.strip():
            raise Unfit(fr="texte vide", en="an empty text", at=(language,))
    return value


_COUNTRY = r"(?!UK)[A-Z]{2}"
_CODES = {"UK": "GB", "FRANCE": "FR", "USA": "US"}
_LONGEST_SLUG = 60
_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
_NETWORK = r"[a-z][a-z0-9_]{0,39}"
_LANGUAGE = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?"
_MOMENT = r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}"
_DAY = r"\d{4}-\d{2}-\d{2}"


def _schema(pattern: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$", **more})


Slug = Annotated[str, AfterValidator(_slug), _schema(_SLUG, maxLength=_LONGEST_SLUG)]
"""A short name: lower-case letters, digits and hyphens, at most 60."""

Line = Annotated[str, AfterValidator(_line), Field(max_length=200)]
"""One line of text that is not empty, at most 200 characters."""

NetworkName = Annotated[str, AfterValidator(_network), _schema(_NETWORK)]
"""How a network is called in files; which ones exist is known to the connectors."""

LanguageTag = Annotated[str, AfterValidator(_language), _schema(_LANGUAGE)]
"""A language, such as ``fr`` or ``fr-CA``."""

Country = Annotated[str, AfterValidator(_country), _schema("[A-Z]{2}")]
"""A country by its ISO 3166 code, such as ``FR``."""

TimeZone = Annotated[str, AfterValidator(_timezone), WithJsonSchema({"type": "string"})]
"""An IANA time zone, such as ``Europe/Paris``."""

Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_moment),
    _schema(rf"{_MOMENT}(:\d{{2}}(\.\d+)?)?([Zz]|[+-]\d{{2}}:\d{{2}})"),
]
"""A date and time with its offset, such as ``2026-03-02T09:00+01:00``."""

Day = Annotated[date, BeforeValidator(_day), _schema(_DAY)]
"""A date, such as ``2026-03-02``."""

WebAddress = Annotated[str, AfterValidator(_address), _schema("https?://.+")]
"""A complete http or https address without credentials."""

Words = Annotated[
    Text,
    BeforeValidator(_both),
    AfterValidator(_not_blank),
    PlainSerializer(dict, return_type=dict[str, str]),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {
                    "type": "object",
                    "properties": {
                        "fr": {"type": "string", "minLength": 1},
                        "en": {"type": "string", "minLength": 1},
                    },
                    "required": ["fr", "en"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
"""A text in French and English (``{fr: …, en: …}``), or one text for both."""
