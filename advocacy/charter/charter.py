"""A company's charter: articles people read, and rules a machine applies to every draft."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from advocacy.charter.checks.base import Check
from advocacy.charter.compiling import Asked, Compiled, compiled
from advocacy.charter.document import CharterText, ProtectedPost
from advocacy.charter.draft import Context, Draft, Exemption, NetworkFacts
from advocacy.charter.gathering import Whole, gathered, read_pack
from advocacy.charter.merging import merged
from advocacy.charter.normalise import Plain
from advocacy.charter.reading import Reading
from advocacy.charter.review import Exempted, Finding, Review
from advocacy.charter.rule import Circumstances, Severity
from advocacy.charter.ruling import Article, Ruling, exempts
from advocacy.charter.sighting import Seen, Tables
from advocacy.charter.slips import require_names
from advocacy.charter.subject import Subject
from advocacy.documents import near_miss
from advocacy.errors import NotFound
from advocacy.language import Language, Text

Shown = tuple[Seen, Sequence[Asked]]
"""What a text shows to a charter: what is seen in it, and which rules there is reason to ask."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Charter:
    """A compiled charter; `parse` makes one.

    >>> charter = Charter.parse('''
    ... title: {fr: Charte, en: Charter}
    ... facts: {codenames: [Projet Orion]}
    ... articles:
    ...   - id: confidentiality
    ...     title: {fr: Secret, en: Secrecy}
    ...     rules:
    ...       - id: conf.codename
    ...         severity: block
    ...         check: {kind: forbid, terms: [$codenames]}
    ...         message: {fr: "« {term} » est un nom interne.", en: "“{term}” is an internal name."}
    ... ''', name="charter.yaml")
    >>> review = charter.review(Draft(text="Sur le projet-orion !", language="fr"))
    >>> print(review.say("fr"))
    Pas publiable en l’état.
    À corriger · « projet-orion » est un nom interne.  [conf.codename]
    """

    id: str
    title: Text
    version: str
    hash: str
    """SHA-256 of everything it was made from."""
    articles: tuple[Article, ...]
    rulings: tuple[Ruling, ...]
    around: Circumstances
    exemptions: tuple[Exemption, ...]
    protected: tuple[ProtectedPost, ...]
    document: CharterText[Check]
    tables: Tables
    _by_bit: tuple[Asked, ...]
    _signed: tuple[tuple[Callable[[Plain], bool], Sequence[Asked]], ...]
    _gated: tuple[tuple[Callable[[Reading], bool], Sequence[Asked]], ...]
    _stamp: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_stamp", f"{self.id}@{self.version}#{self.hash[:12]}")

    @classmethod
    def parse(cls, text: str, *, name: str = "charter.yaml") -> Charter:
        """The charter that `text`, the content of a YAML file called `name`, describes.

        Raises:
            InvalidInput: with every mistake, each with its line.
        """
        return cls.of(gathered(text, name=name))

    @classmethod
    def of(cls, whole: Whole, parts: Compiled | None = None) -> Charter:
        """The charter that is made from `whole`, or from its `parts` where they are compiled already.

        Raises:
            InvalidInput: with every rule that cannot be applied, and why; or with every misspelt ``$name``.
        """
        require_names(whole)
        parts = parts or compiled(whole)
        name = whole.files[-1].node.name
        return cls(
            id=whole.document.id or name.rpartition("/")[2].partition(".")[0],
            title=whole.document.title.text,
            version=whole.document.version,
            hash=hashlib.sha256(
                "\x00".join(file.text for file in whole.files).encode("utf-8", "replace")
            ).hexdigest(),
            articles=parts.articles,
            rulings=parts.rulings,
            around=whole.document.circumstances,
            exemptions=whole.document.exemptions,
            protected=whole.protected,
            document=whole.document,
            tables=parts.tables,
            _by_bit=parts.by_bit,
            _signed=parts.signed,
            _gated=parts.gated,
        )

    @property
    def stamp(self) -> str:
        """Its id, version and the start of its hash, as decisions are kept with."""
        return self._stamp

    def rule(self, rule_id: str) -> Ruling:
        """The rule of that id.

        Raises:
            NotFound: there is none, and the message names the nearest; or it is turned off.
        """
        known = {ruling.id: ruling for ruling in self.rulings}
        if rule_id in known:
            return known[rule_id]
        if rule_id in self.document.override:
            raise NotFound(_OFF.format(rule=rule_id))
        raise NotFound(_NO_RULE.format(rule=rule_id, hint=near_miss(rule_id, known) or "—"))

    def review(self, draft: Draft, *, seen: Seen | None = None) -> Review:
        """Everything the charter has to say of `draft`, the gravest first.

        What its tables have `seen` in the text need not be looked for again.
        """
        findings = self.findings(draft, self.see(seen or self.look(Subject(draft.text, draft.language))))
        exempted: tuple[Exempted, ...] = ()
        if findings and (self.exemptions or draft.context.exemptions):
            findings, exempted = self._exempted(findings, draft)
        warnings = _odd(draft.context) if draft.context.model_extra else ()
        return Review(draft, self._stamp, merged(findings), warnings, exempted)

    def look(self, subject: Subject) -> Seen:
        """What its tables see in a text."""
        return Seen(self.tables, subject)

    def see(self, seen: Seen) -> Shown:
        """What a text shows in which this was seen, whatever surrounds it."""
        subject, triggered = seen.subject, seen.triggered()
        asked: list[Asked] = []
        while triggered:
            lowest = triggered & -triggered
            triggered ^= lowest
            asked.append(self._by_bit[lowest.bit_length() - 1])
        for sign, pairs in self._signed:
            if sign(subject.plain):
                asked += pairs
        return seen, asked

    def findings(self, draft: Draft, shown: Shown | None = None) -> list[Finding]:
        """What each rule finds by itself, in no order; exemptions are not asked, and nothing is merged.

        What its text was `shown` to have need not be looked for again.
        """
        seen, asked = shown or self.see(self.look(Subject(draft.text, draft.language)))
        if not asked and not self._gated:
            return []
        reading = Reading(draft, seen)
        found: list[Finding] = []
        for gate, pairs in self._gated:
            if gate(reading):
                asked = (*asked, *pairs)
        for ruling, matcher in asked:
            severity = ruling.always or ruling.severity(draft, self.around)
            if severity is not None and (not matcher.cues or seen.has_all(matcher.cues)):
                found += ruling.findings(matcher, reading, severity)
        return found

    def is_silent(self, shown: Shown) -> bool:
        """Whether nothing can be found in a text that shows this, whatever surrounds it."""
        seen, asked = shown
        return not self._gated and not any(seen.has_all(matcher.cues) for _, matcher in asked)

    def read(
        self,
        text: str,
        *,
        network: str = "",
        language: str = "en",
        context: Context | Mapping[str, object] | None = None,
        facts: NetworkFacts | None = None,
    ) -> Review:
        """The review of a text, without making a `Draft` first.

        Raises:
            InvalidInput: what the context says cannot be read.
        """
        whole = context if isinstance(context, Context) else Context.of(context or {})
        return self.review(
            Draft(
                text=text,
                network=network,
                language=Language.of(language),
                context=whole,
                facts=facts or NetworkFacts(),
            )
        )

    @property
    def sectors(self) -> tuple[str, ...]:
        """The sectors on which any of its rules depends, in order."""
        conditions = (when for ruling in self.rulings for when in ruling.conditions)
        return tuple(sorted({sector for when in conditions for sector in when.sector}))

    @property
    def networks(self) -> frozenset[str]:
        """The networks and other places, such as a review site, for which it has figures or a rule."""
        return frozenset(self.document.networks).union(*(ruling.networks for ruling in self.rulings))

    @property
    def untouchable(self) -> tuple[ProtectedPost, ...]:
        """Its protected posts, and the built-in ones where it does not take the pack that has them."""
        if _BUILT_IN in self.document.packs:
            return self.protected
        built_in = (post for file in read_pack(_BUILT_IN) for post in file.content.protected)
        return (*built_in, *self.protected)

    def chilled(self) -> Iterator[tuple[ProtectedPost, Review]]:
        """The protected posts that a `block` or `warn` of this charter touches; a charter must have none."""
        for post in self.untouchable:
            review = self.read(post.text, network=post.network, language=post.language, context=post.context)
            if any(finding.severity is not Severity.ADVISE for finding in review):
                yield post, review

    def _exempted(self, findings: list[Finding], draft: Draft) -> tuple[list[Finding], tuple[Exempted, ...]]:
        """The findings that count, and those that an exemption lets pass."""
        given = (*self.exemptions, *draft.context.exemptions)
        leaves = [next((one for one in given if exempts(one, each, draft)), None) for each in findings]
        pairs = list(zip(findings, leaves, strict=True))
        return (
            [finding for finding, leave in pairs if leave is None],
            tuple(Exempted(finding, leave) for finding, leave in pairs if leave is not None),
        )


def _odd(context: Context) -> tuple[Text, ...]:
    return tuple(
        Text(
            fr=f"Aucune règle ne connaît la clé de contexte « {key} » : vérifiez son nom.",
            en=f"No rule knows the context key “{key}”: check its name.",
        )
        for key in context.unknown
    )


_NO_RULE = Text(
    fr="Aucune règle « {rule} » dans cette charte ({hint}).",
    en="No rule “{rule}” in this charter ({hint}).",
)
_OFF = Text(
    fr="Cette charte désactive la règle « {rule} » (override).",
    en="This charter turns the rule “{rule}” off (override).",
)
_BUILT_IN = "core"
"""The pack whose protected posts hold for every charter."""
