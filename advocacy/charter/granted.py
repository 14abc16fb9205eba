"""An exemption as the programme granted it, and where it stands.

holds ──30 days before its end──▶ lapsing ──▶ lapsed (the rule fires again)
  └── taken back ──▶ withdrawn
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advocacy.charter.draft import Exemption

SOON = timedelta(days=30)
LONGEST = timedelta(days=90)
"""A longer one is granted, and told: the rule may not be the right one."""


class Standing(StrEnum):
    """Where an exemption stands."""

    HOLDS = "holds"
    LAPSING = "lapsing"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """One exemption; those that stand in the charter’s file have no `granted_at`."""

    id: str
    rule: str
    """A rule, or a family such as ``conf.*``."""
    value: str | None = None
    """What may be said; none means anything the rule finds."""
    who: str | None = None
    """The advocate it was given to; none means all."""
    reason: str
    by: str
    role: str
    """For which role it was granted: one of those that the rule names."""
    until: datetime | None
    """None where the charter’s file has no readable end; then it counts as lapsed."""
    granted_at: datetime | None = None
    withdrawn_at: datetime | None = None
    uses: int = 0
    used_at: datetime | None = None

    def standing(self, now: datetime) -> Standing:
        """Where it stands at `now`."""
        if self.withdrawn_at is not None:
            return Standing.WITHDRAWN
        if self.until is None or now > self.until:
            return Standing.LAPSED
        return Standing.LAPSING if self.until - now <= SOON else Standing.HOLDS

    @property
    def is_long(self) -> bool:
        """Whether it was granted for longer than is good."""
        if self.granted_at is None or self.until is None:
            return False
        return self.until - self.granted_at > LONGEST + timedelta(days=1)

    def to_exemption(self) -> Exemption:
        """As the engine’s context has it."""
        from advocacy.charter.draft import Exemption  # noqa: PLC0415 - heavy: imported on first use

        return Exemption(
            id=self.id,
            rule=self.rule,
            value=self.value,
            by=self.by,
            until=self.until,
            reason=self.reason,
            who=self.who,
        )


def key_of(exemption: Exemption) -> str:
    """What the uses of an exemption are kept under: its id, or for one of a file what it says."""
    return exemption.id or f"file:{exemption.rule}|{exemption.value or '*'}"
