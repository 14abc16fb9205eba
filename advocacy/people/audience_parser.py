"""The words of an audience rule → what it asks; a mistake is told with its column.

rule   = both { "or" both }
both   = test { "and" test }
test   = "not" test | "(" rule ")" | "everyone" | tag
       | key ("=" | "!=") value | key ["not"] "in" "(" value { "," value } ")"
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from advocacy.documents import did_you_mean
from advocacy.documents.nearest import nearest
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text

MAX_LENGTH = 2000
MAX_DEPTH = 50
FIELDS = ("id", "team", "country", "city", "language", "job", "author", "network", "tag")


@dataclass(frozen=True, slots=True)
class Everyone:
    """Asks nothing."""


@dataclass(frozen=True, slots=True)
class Is:
    """Asks that one of `values` (in lower case) stands for `key`."""

    key: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Not:
    """Asks the contrary of `inner`."""

    inner: Rule


@dataclass(frozen=True, slots=True)
class All:
    """Asks every one of `parts`."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Asks one of `parts`."""

    parts: tuple[Rule, ...]


Rule = Everyone | Is | Not | All | Any


def parse_rule(text: str) -> Rule:
    """What `text` asks.

    Raises:
        InvalidInput: with the column where it cannot be read on.

    >>> parse_rule("team = Sales")
    Is(key='team', values=frozenset({'sales'}))
    """
    parser = _Parser(text)
    return parser.whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [
            (match.start() + 1, match.group())
            for match in _TOKEN.finditer(text)
            if not match.group().isspace()
        ]
        self._at = 0
        self._depth = 0

    def whole(self) -> Rule:
        if len(self._text) > MAX_LENGTH:
            raise InvalidInput(Mistake(message=_TOO_LONG, field="audience"))
        if not self._tokens:
            return Everyone()
        rule = self._rule()
        if self._word() is not None:
            self._refuse(_AND_OR, hint=_joint_hint(self._word()))
        return rule

    def _rule(self) -> Rule:
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _both(self) -> Rule:
        parts = [self._test()]
        while self._take("and"):
            parts.append(self._test())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _test(self) -> Rule:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._refuse(_TOO_DEEP)
        try:
            return self._inner_test()
        finally:
            self._depth -= 1

    def _inner_test(self) -> Rule:
        if self._take("not"):
            return Not(self._test())
        if self._take("("):
            rule = self._rule()
            self._expect(")")
            return rule
        if self._take("everyone"):
            return Everyone()
        column = self._column()
        return self._comparison(self._name(_TEST), column)

    def _comparison(self, key: str, column: int) -> Rule:
        if self._take("=") or self._take("=="):
            return Is(self._key(key, column), frozenset({self._name(_VALUE)}))
        if self._take("!="):
            return Not(Is(self._key(key, column), frozenset({self._name(_VALUE)})))
        if self._take("in"):
            return Is(self._key(key, column), self._values())
        if self._word() == "not":
            self._at += 1
            self._expect("in")
            return Not(Is(self._key(key, column), self._values()))
        if key in FIELDS:
            self._refuse(_EQUALS.format(key=key))
        return Is("tag", frozenset({key}))

    def _values(self) -> frozenset[str]:
        self._expect("(")
        values = {self._name(_VALUE)}
        while self._take(","):
            values.add(self._name(_VALUE))
        self._expect(")")
        return frozenset(values)

    def _key(self, key: str, column: int) -> str:
        """`key`, unless it is a field’s name spelt wrong: it would match nobody, in silence."""
        close = nearest(key, FIELDS)
        if close is not None and close != key:
            self._refuse(_FIELD.format(key=key), column=column, hint=did_you_mean(close))
        return key

    def _name(self, wanted: Text) -> str:
        word = self._word()
        if word is None or _MARK.fullmatch(word) or word in _KEYWORDS:
            self._refuse(wanted)
        self._at += 1
        return _unquoted(word).casefold()

    def _expect(self, word: str) -> None:
        if not self._take(word):
            self._refuse(_EXPECTED.format(word=word), hint=_PARENTHESES if word in "()" else None)

    def _take(self, word: str) -> bool:
        if self._word() != word:
            return False
        self._at += 1
        return True

    def _word(self) -> str | None:
        if self._at >= len(self._tokens):
            return None
        word = self._tokens[self._at][1]
        return word.casefold() if word.casefold() in _KEYWORDS else word

    def _column(self) -> int:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else len(self._text.rstrip()) + 1

    def _refuse(self, text: Text, *, hint: Text | None = None, column: int | None = None) -> NoReturn:
        if column is None:
            text = _BUT.format(text=text, found=_found(self._word()))
        message = _AT_COLUMN.format(column=column or self._column(), text=text)
        raise InvalidInput(Mistake(message=message, field="audience", hint=hint))


def _unquoted(word: str) -> str:
    return word[1:-1].strip() if word[0] in _QUOTE_MARKS and len(word) > 1 else word


def _found(word: str | None) -> Text:
    if word is None:
        return Text(fr="la règle s’arrête là", en="the rule ends there")
    return Text(fr=f"trouvé « {word} »", en=f"found “{word}”")


def _joint_hint(word: str | None) -> Text:
    if word in _FOREIGN:
        return did_you_mean(_FOREIGN[word])
    return _PARENTHESES if word == ")" else _QUOTES


_FOREIGN = {"et": "and", "ou": "or", "sauf": "and not", "&": "and", "&&": "and", "|": "or", "||": "or"}
_TOKEN = re.compile(r'"[^"]*"|\'[^\']*\'|«[^»]*»|!=|==|[()=,]|[^\s()=,!"«»]+|\s+|.')
_QUOTE_MARKS = "\"'«"
_MARK = re.compile(r'!=|==|[()=,!"\'«»]')
_KEYWORDS = frozenset({"and", "or", "not", "in", "everyone"})

_AT_COLUMN = Text(fr="colonne {column} : {text}", en="column {column}: {text}")
_BUT = Text(fr="{text}, {found}", en="{text}, {found}")
_TEST = Text(fr="test attendu, comme team = sales", en="test expected, such as team = sales")
_VALUE = Text(fr="valeur attendue", en="value expected")
_AND_OR = Text(fr="« and » ou « or » attendu", en="“and” or “or” expected")
_QUOTES = Text(
    fr="une valeur de plusieurs mots se met entre guillemets", en="put a value of several words in quotes"
)
_EXPECTED = Text(fr="« {word} » attendu", en="“{word}” expected")
_PARENTHESES = Text(
    fr="une liste s’écrit (a, b), et chaque parenthèse se referme",
    en="a list is written (a, b), and every parenthesis is closed",
)
_EQUALS = Text(fr="« = », « != » ou « in » attendu après {key}", en="“=”, “!=” or “in” expected after {key}")
_FIELD = Text(fr="champ inconnu « {key} »", en="unknown field “{key}”")
_TOO_LONG = Text(
    fr=f"règle trop longue (au plus {MAX_LENGTH} caractères)",
    en=f"rule too long (at most {MAX_LENGTH} characters)",
)
_TOO_DEEP = Text(fr="trop de parenthèses ou de « not »", en="too many parentheses or “not”")
