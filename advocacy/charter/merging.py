"""Findings as a person should see them: few, the gravest first, no two about the same words of one group."""

from __future__ import annotations

from collections.abc import Sequence

from advocacy.charter.review import Finding, overlap


def merged(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """`findings` as a person should see them: the gravest first, and one for the same words of one group."""
    if len(findings) <= 1:
        return tuple(findings)
    found = findings if _are_apart(findings) else _each_once(findings)
    return tuple(sorted(found, key=_reading_order))


def _are_apart(findings: Sequence[Finding]) -> bool:
    """Whether no two share a word, as in most texts; what is about the whole text shares all."""
    end = 0
    for start, stop in sorted([(finding.start or 0, finding.end or _WHOLE) for finding in findings]):
        if start < end:
            return False
        end = stop
    return True


def _each_once(findings: Sequence[Finding]) -> list[Finding]:
    """`findings` without those that say of the same words what a graver one of their group says."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=_gravity):
        if not any(_same(finding, other) for other in kept):
            kept.append(finding)
    return kept


def _same(finding: Finding, other: Finding) -> bool:
    """Whether `other`, which is as grave or graver, already says what `finding` would."""
    if finding.group != other.group:
        return False
    if finding.start is None or other.start is None:
        return finding.rule == other.rule and finding.values == other.values
    return overlap(finding, other)


def _gravity(finding: Finding) -> tuple[int, bool, int, int, str]:
    """The gravest first; of the same gravity, the company's own rule speaks before a pack's."""
    length = (finding.end or 0) - (finding.start or 0)
    of_pack = finding.ruling.pack is not None
    return finding.severity.rank, of_pack, -length, finding.start or 0, finding.ruling.id


def _reading_order(finding: Finding) -> tuple[int, int, str]:
    return finding.severity.rank, -1 if finding.start is None else finding.start, finding.ruling.id


_WHOLE = 1 << 40
"""Longer than any text."""
