"""What came of the demonstration: what the database says, and what stands on the servers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from advocacy.cli.demo.networks import Networks
from advocacy.cli.speech import counted as told_count
from advocacy.cli.speech import say
from advocacy.program import Program
from advocacy.share import ShareState
from advocacy.storage.outbox import UNSETTLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What happened; posts were counted on the servers."""

    shares: int
    """Accepted for publishing by us."""
    published: int
    """Posts that stand on the servers."""
    unknown: int
    duplicates: int
    """Posts that stand there more than once."""
    blocked_then_passed: bool
    handed_off: int
    clicks_people: int
    clicks_bots: int
    report: str
    kept: str | None = None
    """The folder of the programme, where it was kept."""

    @property
    def is_sound(self) -> bool:
        """Every share is published exactly once, and the charter did its work."""
        return self.published == self.shares and not self.duplicates and self.blocked_then_passed

    def told(self) -> str:
        """It in words."""
        posts = told_count(self.published, fr=("post", "posts"), en=("post", "posts"))
        shares = told_count(self.shares, fr=("partage", "partages"), en=("share", "shares"))
        doubts = told_count(self.unknown, fr=("en doute", "en doute"), en=("in doubt", "in doubt"))
        return say(
            f"\nSur les serveurs : {posts} pour {shares}, {self.duplicates} en double, {doubts}.\n"
            f"Le rapport : {self.report}",
            f"\nOn the servers: {posts} for {shares}, {self.duplicates} posted twice, {doubts}.\n"
            f"The report: {self.report}",
        )


def counted(program: Program, servers: Networks, path: Path, *, blocked_then_passed: bool) -> Outcome:
    """Count the posts on the servers, and what the programme knows; `path` is where the report was put."""
    posts, report = servers.posts(), program.report(campaign="spring")
    by_state = {state: len(program.shares(state=state)) for state in ShareState}
    return Outcome(
        shares=sum(by_state[state] for state in (*UNSETTLED, ShareState.PUBLISHED)),
        published=len(posts),
        unknown=by_state[ShareState.UNKNOWN],
        duplicates=posts.total() - len(posts),
        blocked_then_passed=blocked_then_passed,
        handed_off=by_state[ShareState.HANDED_OFF] + by_state[ShareState.CONFIRMED],
        clicks_people=int(report["clicks_people"].value or 0),
        clicks_bots=int(report["clicks_bots"].value or 0),
        report=str(path.absolute()),
    )
