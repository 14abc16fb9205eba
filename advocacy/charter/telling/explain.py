"""A rule explained as a good compiler explains an error: what, why, an example, what to write, the source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from advocacy.charter.compiling import collections_of
from advocacy.charter.granter import told_granters
from advocacy.charter.needs import Group, Way, around_awaited, names_awaited
from advocacy.charter.rehearsal import FactsOf, Rehearsal, no_facts
from advocacy.charter.rule import Source
from advocacy.charter.ruling import Article
from advocacy.charter.telling.checks import kin, told_check
from advocacy.charter.telling.conditions import told_guard, told_levels, told_when
from advocacy.charter.telling.lists import listed, quoted
from advocacy.charter.telling.needs import told_around, told_names
from advocacy.charter.telling.shown import Refused, passing, refused
from advocacy.charter.telling.words import Seen, Words
from advocacy.language import Language, Text, day


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything there is to say of one rule."""

    rule: str
    pack: str | None
    changed: bool
    """Whether the charter changes what the pack says."""
    article: Article
    levels: Text
    applies: tuple[Text, ...]
    """On what it depends that it applies at all; any of these."""
    awaits: tuple[Way, ...]
    """The names that the charter has to fill before it finds anything; none where it is awake."""
    around: tuple[Group, ...]
    """The keys of the context, or the charter's own, that must be given for it to find anything."""
    what: tuple[Text, ...]
    """What it looks for, with what must or must not stand around where that is soon said."""
    exactly: tuple[Text, ...]
    """The same with all that must or must not stand around."""
    refused: Mapping[Language, Refused | None]
    passes: Mapping[Language, str | None]
    silent: Text | None
    """Where it says nothing."""
    exempt: tuple[str, ...]
    contact: str | None
    source: tuple[Source, ...]

    def say(self, language: str, *, details: bool = False) -> str:
        """The whole explanation for a reader of `language`; `details` are for who mends the rule."""
        tongue = Language.of(language)
        sections = [*self._sections(tongue), *(self._details(tongue) if details else ())]
        blocks = (f"{title.say(tongue)}\n{_indented(body)}" for title, body in sections if body)
        return "\n\n".join([self._head(tongue), *blocks])

    def to_json(self) -> dict[str, Any]:
        """All of it, in both languages."""
        return {
            "rule": self.rule,
            "pack": self.pack,
            "changed": self.changed,
            "article": {"id": self.article.id, "title": dict(self.article.title)},
            "severity": dict(self.levels),
            "applies": [dict(text) for text in self.applies],
            "awaits": [[list(group) for group in way] for way in self.awaits],
            "around": [list(group) for group in self.around],
            "what": [dict(text) for text in self.what],
            "exactly": [dict(text) for text in self.exactly],
            "why": dict(self.article.why) if self.article.why else None,
            "refused": {str(key): _plain(value) for key, value in self.refused.items()},
            "passes": {str(key): value for key, value in self.passes.items()},
            "silent": dict(self.silent) if self.silent else None,
            "exempt": list(self.exempt),
            "contact": self.contact,
            "source": [each.model_dump(mode="json", exclude_none=True) for each in self.source],
        }

    def _head(self, language: Language) -> str:
        number, title = self.article.number, self.article.title.say(language)
        where = _ARTICLE.format(number=number, title=title).say(language)
        taken = [_PACK.format(pack=self.pack).say(language)] if self.pack else []
        changed = [_CHANGED.say(language)] if self.changed else []
        return " · ".join([self.rule, where, *taken, *changed]) + f"\n{self.levels.say(language)}"

    def _sections(self, language: Language) -> Iterator[tuple[Text, str]]:
        yield _WHAT, "\n".join(text.say(language) for text in self.what)
        yield _APPLIES, "\n".join(text.say(language) for text in self.applies)
        yield _NEEDS, "\n".join(text.say(language) for text in self._needs())
        yield _WHY, self.article.why.say(language) if self.article.why else ""
        found = self.refused[language]
        yield _REFUSED, _refused(found, language) if found else ""
        yield _INSTEAD, _instead(found, language) if found else ""
        passing = self.passes[language]
        yield _PASSES, quoted([passing]).say(language) if passing else ""
        yield _SILENT, self.silent.say(language) if self.silent else ""
        yield _EXEMPTION, self._exemption(language)
        yield _SOURCE, "\n".join(_source(each, language) for each in self.source)

    def _details(self, language: Language) -> Iterator[tuple[Text, str]]:
        if self.exactly != self.what:
            yield _EXACTLY, "\n".join(text.say(language) for text in self.exactly)

    def _needs(self) -> Iterator[Text]:
        if self.awaits:
            yield _SLEEPS.format(names=told_names(self.awaits))
        if self.around:
            yield _AROUND.format(keys=told_around(self.around))

    def _exemption(self, language: Language) -> str:
        who = told_granters(self.exempt).say(language) if self.exempt else None
        asked = _CONTACT.format(contact=self.contact).say(language) if self.contact else None
        return "\n".join(line for line in (who, asked) if line)


def explained(rehearsal: Rehearsal, rule: str, *, facts_of: FactsOf = no_facts) -> Explanation:
    """Explain the rule of that id.

    Raises:
        NotFound: there is none; the message names the nearest.
    """
    used = rehearsal.charter.rule(rule)
    stage, ruling = next(pair for pair in rehearsal.rulings() if pair[1].id == rule)
    words = Words(rehearsal.stages[0].workshop.lexicon, Seen(stage, ruling))
    first = list({kin(check): check for check in reversed(ruling.checks)}.values())[::-1]
    exactly = {told_check(check, words): check for check in first[:_FEW]}
    more = [_MORE] if len(exactly) < len(ruling.checks) else []
    brief = dict.fromkeys(
        text if len(text.fr) <= _SOON_SAID else told_check(check, words, briefly=True)
        for text, check in exactly.items()
    )
    return Explanation(
        rule=ruling.id,
        pack=ruling.pack,
        changed=rule in rehearsal.whole.document.override,
        article=ruling.article,
        levels=told_levels(used.levels),
        applies=tuple(told_when(when) for when in used.when),
        awaits=names_awaited(ruling.checks, collections_of(rehearsal.whole.files)),
        around=around_awaited(used.checks, used.when, used.levels),
        what=(*brief, *more, *([_AROUND_IT] if [*brief] != [*exactly] else ())),
        exactly=(*exactly, *more),
        refused={each: next(refused(stage, ruling, each, facts_of), None) for each in Language},
        passes={each: next(passing(stage, ruling, each), None) for each in Language},
        silent=listed(told_guard(name) for name in ruling.guard_names) if ruling.guard_names else None,
        exempt=ruling.exempt,
        contact=rehearsal.whole.document.contact,
        source=ruling.source,
    )


def _refused(found: Refused, language: Language) -> str:
    lines = [quoted([found.text]).say(language)]
    if note := found.note(language):
        lines[0] += f"  {note}"
    if found.evidence and found.evidence != found.text:
        lines.append(f"→ {quoted([found.evidence]).say(language)}")
    return "\n".join([*lines, found.message.say(language)])


def _instead(found: Refused, language: Language) -> str:
    lines = [quoted([found.instead]).say(language)] if found.instead else []
    return "\n".join([*lines, *([found.tip.say(language)] if found.tip else [])])


def _source(source: Source, language: Language) -> str:
    read = _READ.format(day=day(source.read, language)).say(language) if source.read else ""
    return " ".join(part for part in (source.title, read, source.url or "") if part)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _plain(found: Refused | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "text": found.text,
        "evidence": found.evidence,
        "message": dict(found.message),
        "tip": dict(found.tip) if found.tip else None,
        "instead": found.instead,
        "invented": list(found.invented),
    }


_FEW = 3
_SOON_SAID = 200
"""Characters of a sentence that one reads to its end."""
_MORE = Text(fr="… et d’autres tournures du même genre.", en="… and other wordings of the same kind.")
_AROUND_IT = Text(fr="Tout dépend de ce qui l’entoure.", en="It depends on what stands around.")
_ARTICLE = Text(fr="article {number}, « {title} »", en="article {number}, “{title}”")
_CHANGED = Text(fr="changée par cette charte", en="changed by this charter")
_PACK = Text(fr="jeu de règles « {pack} »", en="pack “{pack}”")
_WHAT = Text(fr="Ce qu’elle fait", en="What it does")
_EXACTLY = Text(fr="Dans le détail", en="In detail")
_APPLIES = Text(fr="Quand elle vaut", en="When it applies")
_NEEDS = Text(fr="Ce qu’il lui faut", en="What it needs")
_SLEEPS = Text(
    fr="Elle dort tant que la charte ne nomme rien sous {names} (« facts: »).",
    en="It sleeps until the charter names something under {names} (“facts:”).",
)
_AROUND = Text(
    fr="Elle regarde ce que dit le contexte, ou la charte, de : {keys}.",
    en="It looks at what the context, or the charter, says of: {keys}.",
)
_WHY = Text(fr="Pourquoi", en="Why")
_REFUSED = Text(fr="Par exemple, ceci est relevé", en="For example, this is found")
_INSTEAD = Text(fr="Plutôt", en="Instead")
_PASSES = Text(fr="Ceci passe", en="This passes")
_SILENT = Text(fr="Elle se tait", en="It says nothing")
_EXEMPTION = Text(fr="Qui peut y déroger", en="Who may grant an exemption")
_SOURCE = Text(fr="Source", en="Source")
_CONTACT = Text(fr="Une question, un désaccord : {contact}", en="A question, a disagreement: {contact}")
_READ = Text(fr="(lue le {day})", en="(read on {day})")
