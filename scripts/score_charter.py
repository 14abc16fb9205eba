"""Score a folder of charters on labelled posts: groups found, clean posts left alone, evidence exact.

    python scripts/score_charter.py posts.jsonl [more.jsonl …] [--charter examples/charters] [--quiet]

A line is what ``advocacy review --jsonl`` reads, with ``expect`` (groups), ``optional`` (groups counted
neither way) and ``evidence`` ({group: words}). A ``why`` that starts with PROTECTED marks speech that
nothing may touch.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from advocacy.charter.charter import Charter
from advocacy.charter.draft import Context, Draft
from advocacy.charter.review import Review
from advocacy.language import Language


@dataclass(slots=True, kw_only=True)
class Score:
    """What was counted over all posts."""

    found: int = 0
    missed: int = 0
    false: int = 0
    clean: int = 0
    alone: int = 0
    protected: int = 0
    touched: int = 0
    labels: int = 0
    exact: int = 0
    shown: int = 0
    by_group: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def f1(self) -> float:
        """Micro-averaged over groups."""
        total = 2 * self.found + self.missed + self.false
        return 2 * self.found / total if total else 1.0

    def __str__(self) -> str:
        counts = f"{self.found} found, {self.missed} missed, {self.false} false"
        return "\n".join(
            (
                f"micro-F1            {self.f1:.3f}: {counts}",
                f"clean left alone    {_share(self.alone, self.clean)}",
                f"protected touched   {self.touched} of {self.protected}",
                f"evidence exact      {_share(self.exact, self.shown)} of the groups found",
            )
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what went wrong, post by post, then the score."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("posts", nargs="+", type=Path)
    parser.add_argument("--charter", type=Path, default=Path("examples/charters"))
    parser.add_argument("--quiet", action="store_true", help="only the score")
    given = parser.parse_args(arguments)
    charters = {
        path.stem: Charter.parse(path.read_text("utf-8"), name=path.name)
        for path in given.charter.glob("*.yaml")
    }
    score = Score()
    for line in (
        line for path in given.posts for line in path.read_text("utf-8").splitlines() if line.strip()
    ):
        post = json.loads(line)
        for told in judged(post, reviewed(post, charters), score):
            if not given.quiet:
                print(told)
    print(score)
    for (group, kind), count in sorted(score.by_group.items()):
        print(f"    {group:16} {kind:7} {count}")
    return 0


def charters_in(folder: Path) -> dict[str, Charter]:
    """The charters of `folder`, by their profile: the name of their file."""
    return {
        path.stem: Charter.parse(path.read_text("utf-8"), name=path.name) for path in folder.glob("*.yaml")
    }


def reviewed(post: dict[str, Any], charters: dict[str, Charter]) -> Review:
    """The review of one labelled post by the charter of its profile."""
    context = Context.model_validate(post.get("context", {}))
    draft = Draft(
        text=post["text"],
        network=post.get("network", ""),
        language=Language.of(post.get("lang")),
        context=context,
    )
    return charters[context.profile or next(iter(charters))].review(draft)


def judged(post: dict[str, Any], review: Review, score: Score) -> Iterator[str]:
    """Count one review into `score`; what was wrong comes out in words."""
    expected, optional = set(post.get("expect", ())), set(post.get("optional", ()))
    found = set(review.groups)
    missed, false = expected - found, found - expected - optional
    _count(score, expected & found, missed, false)
    if not expected and not optional:
        score.clean += 1
        score.alone += not found
    if str(post.get("why", "")).startswith("PROTECTED"):
        score.protected += 1
        score.touched += bool(found)
    heading = f"{post.get('id')} {post['text'][:150]!r}"
    if missed or false:
        yield heading
    yield from (f"    missed {group}" for group in sorted(missed))
    for finding in review:
        if finding.group in false:
            yield f"    false  {finding.group} by {finding.rule}: {finding.evidence!r}"
    for group, wanted in post.get("evidence", {}).items():
        score.labels += 1
        quoted = [finding.evidence for finding in review if finding.group == group]
        if quoted:
            score.shown += 1
            score.exact += wanted in quoted
            if wanted not in quoted:
                yield f"{heading}\n    {group} evidence {quoted} instead of {wanted!r}"


def _count(score: Score, found: set[str], missed: set[str], false: set[str]) -> None:
    score.found += len(found)
    score.missed += len(missed)
    score.false += len(false)
    score.by_group.update((group, "found") for group in found)
    score.by_group.update((group, "missed") for group in missed)
    score.by_group.update((group, "false") for group in false)


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "none"


if __name__ == "__main__":
    raise SystemExit(main())
