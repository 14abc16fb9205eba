"""A version of a charter, and where its activation stands.

working copy ─first role says yes─▶ proposed ─every role, by different people─▶ active ─▶ (the next one)
  ▲ other content under one number: proposed beside it; each person's last yes counts, and the rest is told
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
class Elsewhere:
    """A yes to other content of the same id and number, from somebody who has not said yes to this one."""

    approval: Approval
    version: Version

    def say_for(self, other: Version) -> Text:
        """Who agreed to what, and has still to agree to `other`."""
        return _ELSEWHERE.format(
            by=self.approval.by,
            role=self.approval.role,
            version=self.version.version,
            agreed=self.version.hash[:12],
            hash=other.hash[:12],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """A version that was proposed, who agreed, and since when it holds."""

    id: int
    version: Version
    proposed_by: str
    proposed_at: datetime
    activated_at: datetime | None = None
    approvals: tuple[Approval, ...] = ()
    """Those that count: who has since agreed to other content of its number counts there."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """Roles that are missing here, and agreed to other content of its number."""

    def missing(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """The roles that have not said yes yet."""
        given = {approval.role for approval in self.approvals}
        return tuple(role for role in roles if role not in given)


def standing(proposals: Sequence[Activation]) -> list[Activation]:
    """`proposals` with the agreements that count: a person's last word on each id and number.

    What holds or held is as it was agreed to; an agreement to what does not hold yet follows its person.
    """
    last = [replace(each, approvals=tuple(_last_words(each, proposals))) for each in proposals]
    return [replace(each, elsewhere=tuple(_elsewhere(each, last))) for each in last]


def _last_words(of: Activation, proposals: Sequence[Activation]) -> Iterator[Approval]:
    later = [one for each in _namesakes(of, proposals) for one in each.approvals]
    for approval in of.approvals:
        if of.activated_at or all(one.by != approval.by or one.at <= approval.at for one in later):
            yield approval


def _elsewhere(of: Activation, proposals: Sequence[Activation]) -> Iterator[Elsewhere]:
    people, roles = {one.by for one in of.approvals}, {one.role for one in of.approvals}
    for each in _namesakes(of, proposals):
        for one in () if of.activated_at or each.activated_at else each.approvals:
            if one.by not in people and one.role not in roles:
                yield Elsewhere(approval=one, version=each.version)


def _namesakes(of: Activation, proposals: Sequence[Activation]) -> Iterator[Activation]:
    """Proposals of other content under the same id and number."""
    for each in proposals:
        same = (each.version.id, each.version.version) == (of.version.id, of.version.version)
        if same and each.version.hash != of.version.hash:
            yield each


def version_of(charter: Charter, now: datetime) -> Version:
    """`charter` as a version, added at `now`."""
    return Version(
        hash=charter.hash, id=charter.id, version=charter.version, title=charter.title, added_at=now
    )


_ELSEWHERE = Text(
    fr="{by} ({role}) a approuvé un autre contenu de la version {version} ({agreed}), et pas encore celui-ci"
    " ({hash})",
    en="{by} ({role}) agreed to other content of version {version} ({agreed}), and not yet to this one"
    " ({hash})",
)
