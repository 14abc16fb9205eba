"""A finding that a person disputes, and what was answered.

open ──answered──▶ upheld (the rule was right) or granted (the person was)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from advocacy.language import Text


class Ruled(StrEnum):
    """Who was right."""

    UPHELD = "upheld"
    """The rule."""
    GRANTED = "granted"
    """The person; the rule needs mending, or an exemption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One finding disputed by the person it was told to; it is kept with the review that found it."""

    id: str
    review: str
    subject: str
    """What was reviewed: ``share:…``."""
    charter: str
    """The version that found it."""
    rule: str
    evidence: str | None
    by: str
    reason: str
    at: datetime
    outcome: Ruled | None = None
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    severity: str | None = None
    """Of the finding, as it was told: ``block``, ``warn`` or ``advise``; None once it is forgotten."""

    @property
    def consequence(self) -> Text | None:
        """What it changes for the text, and what is still to do; None where there is nothing to say."""
        told = _CONSEQUENCES.get((self.severity, self.outcome))
        return told.format(rule=self.rule) if told else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputedRule:
    """How often a rule was disputed, and who was right."""

    rule: str
    open: int
    upheld: int
    granted: int


_CONSEQUENCES: dict[tuple[str | None, Ruled | None], Text] = {
    ("block", None): Text(
        fr="Le texte reste bloqué. Si la contestation est entendue, il faudra encore une dérogation, "
        "ou une version de la charte où « {rule} » a changé.",
        en="The text stays blocked. If the dispute is granted, it still takes an exemption, or a version of "
        "the charter in which “{rule}” has changed.",
    ),
    ("block", Ruled.GRANTED): Text(
        fr="Cela seul ne libère pas le texte : accordez une dérogation "
        "(advocacy charter exempt add {rule} …), ou changez la règle dans la prochaine version.",
        en="That alone does not free the text: grant an exemption (advocacy charter exempt add {rule} …), "
        "or change the rule in the next version.",
    ),
    ("warn", None): Text(
        fr="Pas besoin d’attendre : le texte passe avec une raison (--confirm {rule}=…).",
        en="No need to wait: the text passes with a reason (--confirm {rule}=…).",
    ),
    ("warn", Ruled.GRANTED): Text(
        fr="Le texte passe avec une raison (--confirm {rule}=…), tant que la règle n’a pas changé.",
        en="The text passes with a reason (--confirm {rule}=…), until the rule has changed.",
    ),
}
"""By the severity of the finding and the outcome."""
