"""What a look at the programme finds: how one thing stands, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from advocacy.errors import AdvocacyError
from advocacy.language import Text


class Health(StrEnum):
    """How one thing stands."""

    FINE = "fine"
    NOTICE = "notice"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One thing that was looked at; `id` is stable, for alerts."""

    id: str
    health: Health
    message: Text
    hint: Text | None = None


def looked_at(look: tuple[str, Callable[[], Iterator[Diagnosis]]]) -> Iterator[Diagnosis]:
    """What a look finds; an error it meets is a finding too."""
    name, run = look
    try:
        yield from run()
    except AdvocacyError as error:
        hint = _NEXT.get(name.partition(".")[0])
        yield Diagnosis(id=f"{name}.error", health=Health.WRONG, message=error.text, hint=hint)


def fine(name: str, message: Text) -> Diagnosis:
    """Nothing is to be done."""
    return Diagnosis(id=name, health=Health.FINE, message=message)


def notice(name: str, message: Text, hint: Text | None = None) -> Diagnosis:
    """Somebody should know, or act."""
    return Diagnosis(id=name, health=Health.NOTICE, message=message, hint=hint)


_NEXT = {
    "charter": Text(
        fr="corrigez le fichier, ou nommez le bon : charter.file dans advocacy.toml",
        en="mend the file, or name the right one: charter.file in advocacy.toml",
    ),
    "network": Text(
        fr="corrigez [networks.…] dans advocacy.toml, et les profils qui nomment ce réseau",
        en="mend [networks.…] in advocacy.toml, and the profiles that name this network",
    ),
    "key": Text(
        fr="reprenez-la là où vous la gardez ; pour un programme neuf seulement : advocacy key new",
        en="take it from where you keep it; for a new programme only: advocacy key new",
    ),
}
"""What to do about an error that does not say it itself."""
