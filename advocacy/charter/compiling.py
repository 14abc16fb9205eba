"""From the rules as files give them to rules that are ready to be applied."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from advocacy.charter.brought import watched, watched_matcher
from advocacy.charter.checks import OURS
from advocacy.charter.checks.base import Check, Matcher, Workshop
from advocacy.charter.conditions import BUILT_IN, Condition, Guard, guard_of
from advocacy.charter.document import ArticleText, Change, RuleText
from advocacy.charter.gathering import PACKS, File, Whole
from advocacy.charter.lexicon import Lexicon
from advocacy.charter.normalise import Plain
from advocacy.charter.patience import collecting_later
from advocacy.charter.patterns import PatternRefused
from advocacy.charter.places import Place, refused_at
from advocacy.charter.reading import Reading
from advocacy.charter.ruling import COMMON, Article, Ruling
from advocacy.charter.sighting import Tables
from advocacy.charter.terms import Fact, Term
from advocacy.charter.wording import Wording
from advocacy.documents import Path, Unfit, near_miss
from advocacy.errors import InvalidInput, Mistake, refusal
from advocacy.language import Text

Asked = tuple[Ruling, Matcher]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A charter's rules, ready; `by_bit` says what to ask for each bit that the tables set."""

    articles: tuple[Article, ...]
    rulings: tuple[Ruling, ...]
    tables: Tables
    by_bit: tuple[Asked, ...]
    signed: tuple[tuple[Callable[[Plain], bool], Sequence[Asked]], ...]
    """What to ask of texts that show a sign; each sign is looked for once a text."""
    gated: tuple[tuple[Callable[[Reading], bool], Sequence[Asked]], ...]
    """What to ask when a gate lets it; each gate is asked once a text."""
    workshop: Workshop
    """What its checks were prepared with, for variants of them that use the same words."""

    def looks_like(self, other: Compiled) -> bool:
        """Whether both look for the same, so that what the tables of one see holds for the other."""
        ours, theirs = ([matcher.triggers for _, matcher in parts.by_bit] for parts in (self, other))
        return ours == theirs and self.workshop.lexicon.is_like(other.workshop.lexicon)


@collecting_later()
def compiled(whole: Whole) -> Compiled:
    """The rules of `whole`, ready to be applied.

    Raises:
        InvalidInput: with every rule that cannot be, and why.
    """
    compiler = _Compiler(whole)
    rulings = tuple(compiler.rulings())
    refusal(compiler.mistakes)
    pairs = [(ruling, matcher) for ruling in rulings for matcher in ruling.matchers]
    by_bit = tuple(pair for pair in pairs if pair[1].sign is None and pair[1].gate is None)
    triggers: dict[int, int] = {}
    for place, (_, matcher) in enumerate(by_bit):
        for group in matcher.triggers:
            triggers[group] = triggers.get(group, 0) | 1 << place
    return Compiled(
        articles=tuple(compiler.articles.values()),
        rulings=rulings,
        tables=compiler.lexicon.build(triggers),
        by_bit=by_bit,
        signed=_asked_when([(matcher.sign, (ruling, matcher)) for ruling, matcher in pairs]),
        gated=_asked_when([(matcher.gate, (ruling, matcher)) for ruling, matcher in pairs]),
        workshop=compiler,
    )


def _asked_when(pairs: Sequence[tuple[T | None, Asked]]) -> tuple[tuple[T, Sequence[Asked]], ...]:
    found: dict[T, list[Asked]] = {}
    for key, pair in pairs:
        if key is not None:
            found.setdefault(key, []).append(pair)
    return tuple(found.items())


class _Compiler:
    """Prepares rule after rule, and notes what is wrong with each."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        self.house, self.around = whole.document.house, whole.document.circumstances
        self.lexicon = Lexicon(collections_of(whole.files))
        self.articles: dict[str, Article] = {}
        self.mistakes: list[Mistake] = []
        self._guards: dict[str, Guard] = dict(BUILT_IN)
        self._own_guards = guards_given(whole.files)

    def guard(self, name: str) -> Guard:
        if name not in self._guards:
            if name not in self._own_guards:
                raise Unfit(
                    fr=f"garde inconnue « {name} »",
                    en=f"unknown guard “{name}”",
                    hint=near_miss(name, (*BUILT_IN, *self._own_guards)),
                )
            self._guards[name] = guard_of(self.lexicon, self._own_guards[name])
        return self._guards[name]

    def rulings(self) -> Iterator[Ruling]:
        seen: dict[str, str] = {}
        for file, article, rule, path in self._rules():
            if rule.id in seen:
                self._note(file, (*path, "id"), _TWICE.format(rule=rule.id, where=seen[rule.id]))
            seen.setdefault(rule.id, f"{file.node.name}:{file.node.line((*path, 'id'))}")
            change = self.whole.document.override.get(rule.id)
            if change != "off":
                try:
                    yield self._ruling(file, article, rule, path, change)
                except (PatternRefused, Unfit, InvalidInput) as error:
                    self._refuse(file, path, error)
        self._check_overrides(seen)

    def _rules(self) -> Iterator[tuple[File, Article, RuleText[Check], Path]]:
        """Every rule with its article as all files together give it."""
        for file in self.whole.files:
            lines: dict[str, int] = {}
            for number, article in enumerate(file.content.articles):
                self._add_article(file, article, ("articles", number), lines)
        self._number_articles()
        for file in self.whole.files:
            for number, article in enumerate(file.content.articles):
                for place, rule in enumerate(article.rules):
                    path: Path = ("articles", number, "rules", place)
                    yield file, self.articles[article.id], rule, path

    def _add_article(
        self, file: File, article: ArticleText[Check], path: Path, lines: dict[str, int]
    ) -> None:
        """Lay an article over what earlier files say of it; in one file, `lines`, it stands once."""
        here = (*path, "id")
        if article.id in lines:
            self._note(file, here, _AGAIN.format(article=article.id, line=lines[article.id]))
        lines.setdefault(article.id, file.node.line(here))
        known = self.articles.get(article.id)
        if known is None and article.title is None:
            self._note(file, here, _NO_TITLE.format(article=article.id))
        self.articles[article.id] = _article(article, known, file.pack)

    def _number_articles(self) -> None:
        """The company's own come first, in the order of its file: its readers look for them first."""
        own = (article.id for article in self.whole.document.articles)
        order = dict.fromkeys((*own, *self.articles))
        self.articles = {
            name: replace(self.articles[name], number=number) for number, name in enumerate(order, 1)
        }

    def _ruling(
        self, file: File, article: Article, rule: RuleText[Check], path: Path, change: Change | None
    ) -> Ruling:
        change = change or Change()
        tip = change.tip or rule.tip
        allowed = COMMON.union(*(check.placeholders for check in rule.check))
        say = partial(self._wording, file, article, allowed)
        return Ruling(
            id=rule.id,
            group=rule.group or article.id,
            article=article,
            levels=change.severity or rule.severity,
            when=rule.when if change.when is None else change.when,
            checks=rule.check,
            matchers=tuple(
                matcher
                for place, check in enumerate(rule.check)
                for matcher in self._prepared(file, path, place, check)
            ),
            guards=tuple(self.guard(name) for name in rule.guards),
            guard_names=rule.guards,
            message=say((*path, "message"), (change.message or rule.message).text),
            tip=say((*path, "tip"), tip.text) if tip else None,
            fix=rule.fix.text if rule.fix else None,
            exempt=change.exempt or rule.exempt,
            source=rule.source,
            ok=rule.ok,
            nok=rule.nok,
            pack=file.pack,
        )

    def _prepared(self, file: File, path: Path, place: int, check: Check) -> Sequence[Matcher]:
        self.lexicon.trusts_patterns = file.pack in PACKS
        brought = check.kind not in OURS
        try:
            ready = watched(check.prepare, check.kind)(self) if brought else check.prepare(self)
        except (PatternRefused, Unfit) as error:
            where = refused_at(error, Place(file=file, path=path).check(place))
            self._refuse(file, where.path, error)
            return ()
        matchers = (ready,) if isinstance(ready, Matcher) else ready
        return [watched_matcher(each, check.kind) for each in matchers] if brought else matchers

    def _wording(
        self, file: File, article: Article, allowed: frozenset[str], path: Path, text: Text
    ) -> Wording:
        """A message ready to be filled; what it asks for and does not get is noted."""
        brand = self.whole.document.brand
        try:
            wording = Wording.of(text, brand=Text(fr=brand, en=brand), article=article.title)
        except ValueError:
            self._note(file, path, _BRACES)
            return Wording.of(Text(fr="", en=""))
        for name in sorted(wording.names - allowed):
            self._note(file, path, _PLACEHOLDER.format(name=name), near_miss(name, sorted(allowed)))
        return wording

    def _check_overrides(self, seen: Collection[str]) -> None:
        for rule_id in self.whole.document.override:
            if rule_id not in seen:
                file = self.whole.files[-1]
                self._note(
                    file, ("override", rule_id), _NO_RULE.format(rule=rule_id), near_miss(rule_id, seen)
                )

    def _refuse(self, file: File, path: Path, error: PatternRefused | Unfit | InvalidInput) -> None:
        if isinstance(error, InvalidInput):
            self.mistakes.extend(error.mistakes)
        else:
            self._note(file, path, error.text, getattr(error, "hint", None))

    def _note(self, file: File, path: Path, text: Text, hint: Text | None = None) -> None:
        self.mistakes.append(file.node.mistake(text, path, hint=hint))


def collections_of(files: Sequence[File]) -> dict[str, tuple[Fact | Term, ...]]:
    """Facts and lists of all files by name; the same name adds up, but a charter's facts replace a pack's."""
    found: dict[str, tuple[Fact | Term, ...]] = {}
    for file in files:
        for name, terms in file.content.lists.items():
            found[name] = (*found.get(name, ()), *terms)
    for file in files:
        found.update(file.content.facts)
    return found


def guards_given(files: Sequence[File]) -> dict[str, tuple[Condition, ...]]:
    """The guards that the files define, by name; the same name adds up."""
    found: dict[str, tuple[Condition, ...]] = {}
    for file in files:
        for name, conditions in file.content.guards.items():
            found[name] = (*found.get(name, ()), *conditions)
    return found


def _article(article: ArticleText[Check], known: Article | None, pack: str | None) -> Article:
    """`article` laid over what earlier files said of it."""
    shown = tuple((Text(fr=each.fr, en=each.en), each.good) for each in article.examples)
    return Article(
        id=article.id,
        number=0,
        title=article.title.text if article.title else (known.title if known else Text(fr="", en="")),
        text=article.text.text if article.text else (known.text if known else None),
        why=article.reason.text if article.reason else (known.why if known else None),
        lesson=article.lesson.text if article.lesson else (known.lesson if known else None),
        examples=(*(known.examples if known else ()), *shown),
        pack=known.pack if known else pack,
    )


_TWICE = Text(
    fr="la règle « {rule} » existe déjà ({where}) : changez-la par « override », ou donnez un autre id",
    en="there already is a rule “{rule}” ({where}): change it under “override”, or give another id",
)
_AGAIN = Text(
    fr="l’article « {article} » est déjà à la ligne {line} : réunissez leurs règles, ou donnez un autre id",
    en="the article “{article}” is already on line {line}: put their rules together, or give another id",
)
_NO_TITLE = Text(
    fr="l’article « {article} » n’a pas de titre : ajoutez « title: {{fr: …, en: …}} »",
    en="the article “{article}” has no title: add “title: {{fr: …, en: …}}”",
)
_BRACES = Text(
    fr="accolades mal fermées : écrivez {{ et }} pour des accolades du texte",
    en="unbalanced braces: write {{ and }} for braces of the text",
)
_PLACEHOLDER = Text(
    fr="le message demande {{{name}}}, que cette vérification ne donne pas",
    en="the message asks for {{{name}}}, which this check does not give",
)
_NO_RULE = Text(fr="aucune règle « {rule} » à changer", en="there is no rule “{rule}” to change")
