"""A short lesson for each article: its text, its reason, two examples, and a question with its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from advocacy.charter.normalise import fold
from advocacy.charter.rehearsal import FactsOf, Rehearsal, no_facts
from advocacy.charter.ruling import Article
from advocacy.charter.telling.lists import quoted
from advocacy.charter.telling.names import OwnNames
from advocacy.charter.telling.shown import Refused, passing, refused
from advocacy.documents import near_miss
from advocacy.errors import NotFound
from advocacy.language import Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A post of a lesson, and whether it is a good one."""

    text: str
    good: bool
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What one article teaches; everything exists in both languages."""

    article: Article
    examples: Mapping[Language, tuple[Shown, ...]]
    question: Mapping[Language, Shown | None]
    """A post: would you publish it as it stands? `remark` is the answer’s reason."""

    def say(self, language: str, *, answer: bool = True) -> str:
        """The lesson for a reader of `language`; without `answer`, only the question is put."""
        tongue = Language.of(language)
        return "\n".join(self._lines(tongue, answer=answer)).strip()

    def to_json(self) -> dict[str, Any]:
        """All of it, in both languages."""
        return {
            "article": self.article.id,
            "title": dict(self.article.title),
            "text": dict(self.article.text) if self.article.text else None,
            "why": dict(self.article.why) if self.article.why else None,
            "lesson": dict(self.article.lesson) if self.article.lesson else None,
            "examples": {str(key): [_plain(one) for one in value] for key, value in self.examples.items()},
            "question": {str(key): _plain(value) for key, value in self.question.items()},
        }

    def _lines(self, language: Language, *, answer: bool) -> Iterator[str]:
        article = self.article
        yield f"{article.number}. {article.title.say(language)}"
        yield from ("", article.text.say(language)) if article.text else ()
        yield from ("", f"{_WHY.say(language)} {article.why.say(language)}") if article.why else ()
        yield from ("", article.lesson.say(language)) if article.lesson else ()
        yield ""
        for shown in self.examples[language]:
            yield f"{_MARKS[shown.good]} {quoted([shown.text]).say(language)}"
            yield from (f"   {shown.remark}",) if shown.remark else ()
        asked = self.question[language]
        if asked is not None:
            yield from ("", _ASKED.say(language), f"   {quoted([asked.text]).say(language)}")
            yield from (f"   {_ANSWERS[asked.good].say(language)} {asked.remark}".rstrip(),) if answer else ()


def lesson(rehearsal: Rehearsal, article: str, *, facts_of: FactsOf = no_facts) -> Lesson:
    """The lesson of the article of that id.

    Raises:
        NotFound: there is none; the message names the nearest.
    """
    known = {each.id: each for each in rehearsal.charter.articles}
    if article not in known:
        hint = near_miss(article, known) or Text(fr="", en="")
        raise NotFound(_NO_ARTICLE.format(article=article, hint=hint))
    posts = {language: _posts(rehearsal, article, language, facts_of) for language in Language}
    shown = OwnNames.of(rehearsal.whole).put_article(known[article])
    examples = {language: _examples(shown, found, language) for language, found in posts.items()}
    return Lesson(
        article=shown,
        examples=examples,
        question={language: _question(posts[language], examples[language]) for language in Language},
    )


def _posts(
    rehearsal: Rehearsal, article: str, language: Language, facts_of: FactsOf
) -> tuple[list[Shown], list[Shown]]:
    """The good and the bad posts of an article’s rules, a rule’s first one first."""
    rules = [pair for pair in rehearsal.rulings() if pair[1].article.id == article]
    good = [
        [Shown(text=text, good=True) for text in passing(stage, ruling, language) if fold(text)]
        for stage, ruling in rules
    ]
    found = [list(refused(stage, ruling, language, facts_of)) for stage, ruling in rules]
    bad = [[_bad(each, language) for each in own if fold(each.text) and not each.around] for own in found]
    if not any(bad):  # all of them need something around them, which their remark says
        bad = [[_bad(each, language) for each in own if fold(each.text)] for own in found]
    return _in_turn(good), _in_turn(bad)


def _bad(found: Refused, language: Language) -> Shown:
    return Shown(text=found.text, good=False, remark=_remark(found, language))


def _remark(found: Refused, language: Language) -> str:
    instead = quoted([found.instead]).say(language) if found.instead else ""
    tip = found.tip.say(language) if found.tip and not instead else ""
    message = found.message.say(language)
    parts = (message[:1].upper() + message[1:], instead, tip, found.note(language))
    return " ".join(part for part in parts if part)


def _examples(
    article: Article, posts: tuple[list[Shown], list[Shown]], language: Language
) -> tuple[Shown, ...]:
    """A bad post and a good one: the article’s own where it has them, else those of its rules."""
    own = [Shown(text=text.say(language), good=good) for text, good in article.examples]
    chosen = (
        next(iter([*(each for each in own if not each.good), *posts[1]]), None),
        next(iter([*(each for each in own if each.good), *posts[0]]), None),
    )
    return tuple(each for each in chosen if each is not None)


def _question(posts: tuple[list[Shown], list[Shown]], examples: tuple[Shown, ...]) -> Shown | None:
    """A post that was not shown yet."""
    seen = {each.text for each in examples}
    return next((each for each in (*posts[1], *posts[0]) if each.text not in seen), None)


def _in_turn(lists: list[list[Shown]]) -> list[Shown]:
    """The first of each list, then the second of each, and so on."""
    longest = max(map(len, lists), default=0)
    return [found[place] for place in range(longest) for found in lists if place < len(found)]


def _plain(shown: Shown | None) -> dict[str, Any] | None:
    return None if shown is None else {"text": shown.text, "good": shown.good, "remark": shown.remark}


_MARKS = {True: "✓", False: "✗"}
_WHY = Text(fr="Pourquoi :", en="Why:")
_ASKED = Text(fr="Publieriez-vous ceci tel quel ?", en="Would you publish this as it stands?")
_ANSWERS = {True: Text(fr="Oui.", en="Yes."), False: Text(fr="Non.", en="No.")}
_NO_ARTICLE = Text(
    fr="Aucun article « {article} » dans cette charte ({hint}).",
    en="No article “{article}” in this charter ({hint}).",
)
