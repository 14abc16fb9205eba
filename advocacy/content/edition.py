"""One edition of a story and where its approval stands.

draft ─submit─▶ submitted ─every role says yes─▶ approved ─▶ withdrawn
  ▲                 │
  └───changed── returned (with a note)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from advocacy.language import Text

if TYPE_CHECKING:
    from advocacy.content.story import Story


class StoryState(StrEnum):
    """Where an edition stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"

    @property
    def told(self) -> Text:
        """The state as people read it; in English the very word that ``advocacy story list --state`` takes.

        >>> StoryState.DRAFT.told.say("fr")
        'brouillon'
        """
        return Text(fr=_FRENCH[self], en=self.value)


_FRENCH = {
    StoryState.DRAFT: "brouillon",
    StoryState.SUBMITTED: "soumise",
    StoryState.APPROVED: "approuvée",
    StoryState.RETURNED: "rendue",
    StoryState.WITHDRAWN: "retirée",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One role's yes."""

    role: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A story as it was at one time; `number` counts from 1. Changed content is a new edition."""

    story: Story
    number: int
    state: StoryState
    added_at: datetime
    approvals: tuple[Approval, ...] = ()

    @property
    def id(self) -> str:
        """The story's id."""
        return self.story.id

    def missing(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """The roles that have not said yes yet."""
        given = {approval.role for approval in self.approvals}
        return tuple(role for role in roles if role not in given)
