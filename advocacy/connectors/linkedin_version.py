"""Versions of LinkedIn's API: months, each served for at least a year."""

from __future__ import annotations

from datetime import UTC, datetime

from advocacy.errors import ConfigurationError
from advocacy.language import Text

VERSION = "202609"
_WARNED = 10
_SERVED = 12
"""Months after its own."""

_SUNSET = Text(
    fr="LinkedIn : la version {version} de l’API s’arrête vers {ends} ; réglez « version » plus haut.",
    en="LinkedIn: version {version} of the API ends around {ends}; set “version” to a later month.",
)


def checked(version: str) -> str:
    """`version`, which is a month.

    Raises:
        ConfigurationError: It is none.
    """
    _month(version)
    return version


def ending(version: str, now: datetime) -> Text | None:
    """What to tell the operator of a version that is near its end; None while it is not."""
    if now < _months_later(_month(version), _WARNED):
        return None
    return _SUNSET.format(version=version, ends=f"{_months_later(_month(version), _SERVED):%Y-%m}")


def _month(version: str) -> datetime:
    try:
        return datetime(int(version[:4]), int(version[4:]), 1, tzinfo=UTC)
    except ValueError:
        raise ConfigurationError(
            fr=f"LinkedIn : « version » est un mois tel que {VERSION}, pas « {version} ».",
            en=f"LinkedIn: “version” is a month such as {VERSION}, not “{version}”.",
        ) from None


def _months_later(day: datetime, months: int) -> datetime:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1)
