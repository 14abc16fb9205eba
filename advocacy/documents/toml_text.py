"""TOML, with the line of every key: the standard library reads the data, a small scanner finds the lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from advocacy.documents.node import Node, Path
from advocacy.documents.yaml_text import MAX_MISTAKES, refuse_size
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text


def read_toml(text: str, *, name: str) -> Node:
    r"""Read `text`, a TOML file called `name`; dates become ISO 8601 text.

    Raises:
        InvalidInput: with the line of what cannot be read, or both lines of a key written twice.

    >>> node = read_toml('[programme]\nname = "Acme"\n', name="advocacy.toml")
    >>> node.data, node.line(("programme", "name"))
    ({'programme': {'name': 'Acme'}}, 2)
    """
    refuse_size(text, name)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n") + "\n"
    lines = _Lines(name)
    try:
        lines.scan(text)
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidInput(*(lines.twice or [_broken(error, text, name)])) from None
    return Node(data=_plain(data), name=name, keys={(): 1} | lines.found, values=lines.found)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, datetime | date | time) else value


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int

    @property
    def what(self) -> str:
        """A mark is told from others by itself, everything else by its kind."""
        return self.text if self.kind == "mark" else self.kind


class _Lines:
    """Finds the line of each key; it is lenient, for the standard library judges the file."""

    def __init__(self, name: str) -> None:
        self.found: dict[Path, int] = {}
        self.twice: list[Mistake] = []
        self._name = name
        self._tokens: list[_Token] = []
        self._at = 0
        self._tables: dict[Path, int] = {}
        self._written: dict[Path, int] = {}

    def scan(self, text: str) -> None:
        """Note the line of every key of `text`."""
        self._tokens = list(_tokens(text))
        table: Path = ()
        while self._peek():
            if self._take("newline"):
                continue
            table = self._header() if self._peek("[") else self._pair(table, table)

    def _peek(self, wanted: str = "") -> bool:
        return self._at < len(self._tokens) and wanted in ("", self._tokens[self._at].what)

    def _take(self, wanted: str) -> _Token | None:
        if not self._peek(wanted):
            return None
        self._at += 1
        return self._tokens[self._at - 1]

    def _skip_line(self) -> None:
        while self._peek() and self._tokens[self._at].kind != "newline":
            self._at += 1

    def _header(self) -> Path:
        line = self._tokens[self._at].line
        self._at += 1
        many = self._take("[") is not None
        path = self._place(self._key())
        self._skip_line()
        if not path:
            return path
        if not many:
            self._note(path, line)
            return path
        self._tables[path] = self._tables.get(path, -1) + 1
        self.found.setdefault(path, line)
        self.found[(*path, self._tables[path])] = line
        return (*path, self._tables[path])

    def _place(self, key: Path) -> Path:
        """Where `key` leads now: below an array of tables, its last one is meant."""
        path: Path = ()
        for step in key[:-1]:
            path = (*path, step)
            path = (*path, self._tables[path]) if path in self._tables else path
        return path + key[-1:]

    def _key(self) -> Path:
        steps: list[str] = []
        while token := self._take("word") or self._take("quoted"):
            if token.kind == "quoted":
                steps.append(token.text[1:-1])
            else:
                steps.extend(part for part in token.text.split(".") if part)
        return tuple(steps)

    def _pair(self, table: Path, back: Path) -> Path:
        line = self._tokens[self._at].line
        path = table + self._key()
        if path == table or not self._take("="):
            self._skip_line()
            return back
        self._note(path, line)
        self._value(path)
        return back

    def _value(self, path: Path) -> None:
        if self._take("["):
            self._list(path)
        elif self._take("{"):
            while self._peek() and not self._take("}"):
                if not (self._take(",") or self._take("newline")):
                    before = self._at
                    self._pair(path, path)
                    self._at += self._at == before
        else:
            _ = self._take("word") or self._take("quoted")

    def _list(self, path: Path) -> None:
        index = 0
        while self._peek() and not self._take("]"):
            if self._take("newline"):
                continue
            if self._take(","):
                index += 1
                continue
            self.found[(*path, index)] = self._tokens[self._at].line
            before = self._at
            self._value((*path, index))
            self._at += self._at == before

    def _note(self, path: Path, line: int) -> None:
        for end in range(1, len(path)):
            self.found.setdefault(path[:end], line)
        known = self._written.get(path)
        if known is not None and len(self.twice) < MAX_MISTAKES:
            text = _TWICE.format(key=".".join(map(str, path)), first=known)
            self.twice.append(Mistake(message=text, file=self._name, line=line, field=str(path[-1])))
        self.found[path] = self._written[path] = line


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        if match.lastgroup is not None:
            yield _Token(kind=match.lastgroup, text=match[0], line=line)
        line += match[0].count("\n")


# A string that is never closed ends with its line (or the file), so that every token is found in one pass.
_TOKEN = re.compile(
    r"""(?P<quoted>"{3}(?:[^\\]|\\.)*?(?:"{3,5}|\Z)|'{3}.*?(?:'{3,5}|\Z)"""
    r"""|"(?:[^"\\\n]|\\[^\n])*"?|'[^'\n]*'?)"""
    r"""|#[^\n]*|(?P<newline>\n)|(?P<mark>[=,{}\[\]])|(?P<word>[^\s=,{}\[\]#"']+)|[ \t\r]+""",
    re.DOTALL,
)


def _broken(error: Exception, text: str, name: str) -> Mistake:
    said = str(error)
    place = re.search(r"at line (\d+)", said)
    lines = text.split("\n")
    number = int(place[1]) if place else max(len(lines) - 2, 1)
    found = lines[number - 1].strip()[:60] if number <= len(lines) else ""
    for words, message, hint in _PROBLEMS:
        if words in said:
            return Mistake(message=message.format(found=found), file=name, line=number, hint=hint)
    return Mistake(message=_UNREADABLE.format(found=found), file=name, line=number)


_QUOTE = Text(
    fr="un texte se met entre guillemets doubles, true et false s’écrivent en minuscules",
    en="put a text in double quotes; true and false are in lower case",
)
_TWICE = Text(
    fr="« {key} » est déjà écrit à la ligne {first} : gardez l’un des deux",
    en="“{key}” is already written on line {first}: keep one of the two",
)
_AGAIN = Text(fr="« {found} » est déjà défini plus haut", en="“{found}” is already defined above")
_UNREADABLE = Text(
    fr='ligne TOML illisible « {found} » : la forme est nom = "valeur"',
    en='this TOML line cannot be read “{found}”: the form is name = "value"',
)
_VALUE = Text(fr="valeur TOML illisible dans « {found} »", en="a TOML value that cannot be read in “{found}”")
_PROBLEMS: tuple[tuple[str, Text, Text | None], ...] = (
    ("Expected '=' after", Text(fr="il manque = dans « {found} »", en="= is missing in “{found}”"), None),
    ("Cannot overwrite", _AGAIN, None),
    ("Cannot declare", _AGAIN, None),
    ("Cannot mutate", _AGAIN, None),
    ("Duplicate inline", _AGAIN, None),
    ("Unclosed array", Text(fr="crochet [ jamais refermé", en="a bracket [ that is never closed"), None),
    ("Unclosed inline", Text(fr="accolade {{ jamais refermée", en="a brace {{ that is never closed"), None),
    ("Unterminated", Text(fr="guillemet jamais refermé", en="a quote that is never closed"), None),
    ("Expected \"'", Text(fr="guillemet jamais refermé", en="a quote that is never closed"), None),
    ("end of a table", Text(fr="crochet ] manquant", en="a missing bracket ]"), None),
    ("recursion", Text(fr="trop de niveaux imbriqués", en="nested too deep"), None),
    ("Unescaped", _VALUE, Text(fr="écrivez \\\\ pour \\", en="write \\\\ for \\")),
    (
        "Illegal character '\\n'",
        Text(fr="guillemet jamais refermé", en="a quote that is never closed"),
        None,
    ),
    (
        "Illegal character",
        _VALUE,
        Text(fr="caractère invisible interdit", en="an invisible character is not allowed"),
    ),
    ("Invalid value", _VALUE, _QUOTE),
    ("Expected newline", _VALUE, _QUOTE),
)
