"""All that was noticed about a draft: findings that quote, explain, cite and fix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from advocacy.charter.rule import Severity
from advocacy.language import Language, Text

if TYPE_CHECKING:
    from advocacy.charter.draft import Draft, Exemption
    from advocacy.charter.reading import Replacement
    from advocacy.charter.ruling import Ruling


class Verdict(StrEnum):
    """The gravest finding of a review."""

    PASS = "pass"  # noqa: S105  a verdict, not a password
    ADVISE = "advise"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Fix:
    """What the evidence should be replaced by; an empty text deletes it."""

    replacement: str


@dataclass(slots=True, eq=False)  # not frozen: that takes longer than all else about making one
class Finding:
    """What a rule noticed; `start` and `end` are places in the original, None where no words are at fault."""

    ruling: Ruling
    severity: Severity
    start: int | None
    end: int | None
    evidence: str | None
    values: Mapping[str, Any] = field(default_factory=dict)
    replacement: Replacement | None = None
    names: tuple[str, ...] = ()
    """What an exemption may call it, beside its evidence."""

    @property
    def fix(self) -> Fix | None:
        """What can be written instead as it stands; worked out when it is first asked for."""
        if callable(self.replacement):
            self.replacement = self.replacement()
        return None if self.replacement is None else Fix(self.replacement)

    @property
    def rule(self) -> str:
        """The id of the rule."""
        return self.ruling.id

    @property
    def group(self) -> str:
        """The group of the rule."""
        return self.ruling.group

    @property
    def article(self) -> str:
        """The id of the article it comes from."""
        return self.ruling.article.id

    @property
    def message(self) -> Text:
        """What is wrong, to its reader."""
        return self.ruling.message.fill(self.values)

    @property
    def tip(self) -> Text | None:
        """A way to say it better."""
        return self.ruling.tip.fill(self.values) if self.ruling.tip else None

    @property
    def why(self) -> Text | None:
        """The reason that the article gives."""
        return self.ruling.article.why

    @property
    def exempt(self) -> tuple[str, ...]:
        """The roles that may grant an exemption."""
        return self.ruling.exempt

    def to_json(self) -> dict[str, Any]:
        """As ``advocacy review --jsonl`` writes it."""
        return {
            "rule": self.rule,
            "group": self.group,
            "article": self.article,
            "severity": self.severity.value,
            "start": self.start,
            "end": self.end,
            "evidence": self.evidence,
            "message": dict(self.message),
            "fix": {"replacement": self.fix.replacement} if self.fix else None,
        }

    def __str__(self) -> str:
        return self.say(Language.EN)

    def say(self, language: str) -> str:
        """One paragraph for a reader of `language`."""
        return "\n".join(_paragraph([self], language, set()))

    def said(self, language: str) -> Iterator[str]:
        """What is wrong, the words where the message does not quote them, and what to write."""
        message = self.message.say(language)
        yield f"{_SEVERITIES[self.severity].say(language)} · {message}  [{self.rule}]"
        if self.evidence and self.evidence not in message:
            yield f"    {_quote(self.evidence, language)}"
        if self.fix is not None:
            new = self.fix.replacement
            yield f"    {_FIX.say(language)} {_quote(new, language)}" if new else f"    {_CUT.say(language)}"


@dataclass(frozen=True, slots=True, eq=False)
class Exempted:
    """A finding that an exemption lets pass; it is kept with the decision, and never shown as a fault."""

    finding: Finding
    by: Exemption

    def to_json(self) -> dict[str, Any]:
        """As it is kept with the decision."""
        return {
            "rule": self.finding.rule,
            "evidence": self.finding.evidence,
            "exemption": {"id": self.by.id, "rule": self.by.rule, "value": self.by.value, "by": self.by.by},
        }


class CannotApply(ValueError):
    """A fix cannot be applied as it stands; `text` says why."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


@dataclass(slots=True, eq=False)  # not frozen, as a finding is not
class Review:
    """What a charter says of a draft; iterate over it for its findings, the gravest first."""

    draft: Draft
    charter: str
    """The charter's id and version, with the start of its hash."""
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Text, ...] = ()
    """What was odd about the draft itself, such as a context key that no rule knows."""
    exempted: tuple[Exempted, ...] = ()
    """What an exemption let pass."""

    @property
    def verdict(self) -> Verdict:
        """The gravest finding's, or `pass`."""
        return Verdict(self.findings[0].severity.value) if self.findings else Verdict.PASS

    @property
    def language(self) -> Language:
        """The language of the post."""
        return self.draft.language

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the findings, each once, in their order."""
        return tuple(dict.fromkeys(finding.group for finding in self.findings))

    @property
    def fixable(self) -> tuple[Finding, ...]:
        """The findings whose fixes can be applied together: of two on the same words, the graver one."""
        chosen: list[Finding] = []
        for finding in self.findings:
            if finding.fix is not None and not any(overlap(finding, other) for other in chosen):
                chosen.append(finding)
        return tuple(chosen)

    def apply(self, *findings: Finding) -> str:
        """The text with the fixes of `findings`, or of all that have one; the draft stays as it is.

        Raises:
            CannotApply: for a finding of another review, one without a fix, or two that overlap.
        """
        chosen = findings or tuple(finding for finding in self.findings if finding.fix)
        text, limit = self.draft.text, len(self.draft.text)
        for finding in sorted(chosen, key=_from_the_end):
            start, end, fix = self._appliable(finding)
            if end > limit:
                raise CannotApply(_OVERLAP)
            text, limit = text[:start] + fix.replacement + text[end:], start
        return text

    def _appliable(self, finding: Finding) -> tuple[int, int, Fix]:
        if not any(finding is known for known in self.findings):
            raise CannotApply(_FOREIGN)
        if finding.fix is None or finding.start is None or finding.end is None:
            raise CannotApply(_NO_FIX)
        return finding.start, finding.end, finding.fix

    def to_json(self) -> dict[str, Any]:
        """As ``advocacy review --jsonl`` writes it, without the id."""
        return {"verdict": self.verdict.value, "findings": [finding.to_json() for finding in self.findings]}

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __bool__(self) -> bool:
        """Always true: a review without findings is still one."""
        return True

    def __str__(self) -> str:
        return self.say(Language.EN)

    def say(self, language: str) -> str:
        """The whole review for a reader of `language`: what one rule found together, each reason once."""
        lines, told = [_VERDICTS[self.verdict].say(language)], set[Text]()
        of_rule: dict[tuple[Severity, str], list[Finding]] = {}
        for finding in self.findings:
            of_rule.setdefault((finding.severity, finding.rule), []).append(finding)
        for several in of_rule.values():
            lines += _paragraph(several, language, told)
        return "\n".join(lines)


def overlap(finding: Finding, other: Finding) -> bool:
    """Whether two findings share a word."""
    if finding.start is None or other.start is None or finding.end is None or other.end is None:
        return False
    return finding.start < other.end and other.start < finding.end


def _paragraph(findings: Sequence[Finding], language: str, told: set[Text]) -> Iterator[str]:
    """Findings of one rule, then why and how to mend them, but for what was `told` already."""
    under: dict[str, list[str]] = {}
    for finding in findings:
        head, *rest = finding.said(language)
        under.setdefault(head, []).extend(rest)
    for head, lines in under.items():  # the same is told once, with each of the words that it is about
        yield head
        yield from lines
    for text in (each for finding in findings for each in (finding.why, finding.tip)):
        if text is not None and text not in told and text.say(language):
            told.add(text)
            yield f"    {text.say(language)}"


def _from_the_end(finding: Finding) -> int:
    return -(finding.start or 0)


def _quote(text: str, language: str) -> str:
    return f"« {text} »" if Language.of(language) is Language.FR else f"“{text}”"


_SEVERITIES = {
    Severity.BLOCK: Text(fr="À corriger", en="Must change"),
    Severity.WARN: Text(fr="À confirmer", en="Please confirm"),
    Severity.ADVISE: Text(fr="Conseil", en="Tip"),
}
_VERDICTS = {
    Verdict.PASS: Text(fr="Rien à redire.", en="Nothing to say against it."),
    Verdict.ADVISE: Text(fr="Publiable, avec un conseil.", en="Good to go, with a tip."),
    Verdict.WARN: Text(
        fr="Publiable si vous confirmez en donnant une raison.",
        en="Good to go if you confirm it with a reason.",
    ),
    Verdict.BLOCK: Text(fr="Pas publiable en l’état.", en="Cannot go out as it stands."),
}
_FIX = Text(fr="Écrire :", en="Write:")
_CUT = Text(fr="À supprimer.", en="Take it out.")
_FOREIGN = Text(
    fr="Cette remarque vient d’une autre relecture : relisez le texte, puis appliquez.",
    en="That finding is of another review: review the text again, then apply.",
)
_NO_FIX = Text(
    fr="Cette remarque n’a pas de correction toute faite : changez le texte vous-même.",
    en="That finding has no ready fix: change the text yourself.",
)
_OVERLAP = Text(
    fr="Deux corrections touchent les mêmes mots : appliquez l’une, relisez, puis l’autre.",
    en="Two fixes touch the same words: apply one, review again, then the other.",
)
