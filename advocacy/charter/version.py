"""A version of a charter, and where its activation stands.

working copy ─first role says yes─▶ proposed ─every role, by different people─▶ active ─▶ (the next one)
  ▲ other content under one number: told, until those who agreed agree again, or it has a number of its own
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from advocacy.content.edition import Approval
from advocacy.language import Text

if TYPE_CHECKING:
    from advocacy.charter.charter import Charter


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A charter as it was at one time, known by the hash of everything it was made from."""

    hash: str
    id: str
    version: str
    title: Text
    added_at: datetime

    @property
    def stamp(self) -> str:
        """As decisions are kept with."""
        return f"{self.id}@{self.version}#{self.hash[:12]}"

    def to_json(self) -> dict[str, Any]:
        """As the command line writes it."""
        return {"stamp": self.stamp, "hash": self.hash, "title": dict(self.title), "added_at": self.added_at}


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """A version that was proposed, who agreed, and since when it holds."""

    id: int
    version: Version
    proposed_by: str
    proposed_at: datetime
    activated_at: datetime | None = None
    approvals: tuple[Approval, ...] = ()

    def missing(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """The roles that have not said yes yet."""
        given = {approval.role for approval in self.approvals}
        return tuple(role for role in roles if role not in given)


def agreed_otherwise(proposals: Iterable[Activation], version: Version, by: str) -> Iterator[Activation]:
    """Proposals of other content under that id and number, to which others than `by` hold."""
    same = [
        each for each in proposals if (each.version.id, each.version.version) == (version.id, version.version)
    ]
    here = {one.by for each in same if each.version.hash == version.hash for one in each.approvals}
    for each in same:
        if each.version.hash != version.hash and {one.by for one in each.approvals} - here - {by}:
            yield each


def version_of(charter: Charter, now: datetime) -> Version:
    """`charter` as a version, added at `now`."""
    return Version(
        hash=charter.hash, id=charter.id, version=charter.version, title=charter.title, added_at=now
    )
