"""Values as a charter file writes them, for people who compare two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from pydantic import BaseModel


def as_written(value: Any) -> str:
    """`value` in the words of a charter file; empty where there is none.

    >>> from advocacy.charter.settings import NetworkSettings, WorkingHours
    >>> as_written({"linkedin": NetworkSettings(limit=3000, cut_off=140)})
    'linkedin: limit 3000, cut_off 140'
    >>> as_written(WorkingHours(days=["mon", "tue"]))
    'zone Europe/Paris, days mon tue, from 08:00, to 19:00'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, BaseModel):
        fields = (
            (field.alias or name, getattr(value, name)) for name, field in type(value).model_fields.items()
        )
        return ", ".join(f"{name} {_inside(part)}" for name, part in fields if part not in (None, ()))
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {as_written(part)}" for key, part in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(map(as_written, value))
    return value.isoformat("minutes") if isinstance(value, time) else str(value)


def _inside(value: Any) -> str:
    """A value within a group, in which commas stand between the keys."""
    return " ".join(map(as_written, value)) if isinstance(value, tuple | list) else as_written(value)
