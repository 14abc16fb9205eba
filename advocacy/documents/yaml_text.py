"""YAML as people mean it: only true and false are booleans, times stay text, and every key has a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from advocacy.documents.node import MAX_BYTES, Node, Path
from advocacy.documents.yaml_problems import broken
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text

if TYPE_CHECKING:
    import yaml

MAX_DEPTH = 50
MAX_REPEATED = 10_000
"""How many values may come from aliases, all together; a bomb needs millions."""

MAX_MISTAKES = 100
"""How many are told before the rest of a file is given up."""

_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,2})?")
_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = {"", "~", "null", "Null", "NULL"}


def read_yaml(text: str, *, name: str) -> Node:
    r"""Read `text`, a YAML file called `name`.

    Scalars are YAML 1.2's: ``no``, ``on``, ``NO`` and ``12:30`` are text, and so is ``007``.

    Raises:
        InvalidInput: with every duplicate key, tag, tab or broken line found, each with its line.

    >>> read_yaml("country: NO\nopens: 12:30\ndraft: true\n", name="story.yaml").data
    {'country': 'NO', 'opens': '12:30', 'draft': True}
    """
    import yaml  # noqa: PLC0415  heavy: imported on first use

    refuse_size(text, name)
    _refuse_halves(text, name)
    builder = _Builder(name)
    try:
        root = builder.document(yaml.parse(text.removeprefix("\ufeff"), Loader=_loader()))
    except yaml.YAMLError as error:
        builder.mistakes.append(broken(error, text, name))
        root = None
    if builder.mistakes or root is None:
        raise InvalidInput(*(builder.mistakes or [Mistake(message=_EMPTY, file=name, line=1)]))
    return _node(root, name)


def refuse_size(text: str, name: str) -> None:
    """Raise InvalidInput when `text` is larger than `MAX_BYTES`."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise InvalidInput(Mistake(message=TOO_LARGE, file=name))


def _refuse_halves(text: str, name: str) -> None:
    """Raise InvalidInput where `text` has half of a character, which no file in UTF-8 can have."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise InvalidInput(Mistake(message=_HALF, file=name, line=line)) from None


def _loader() -> Any:
    import yaml  # noqa: PLC0415  heavy: imported on first use

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True, eq=False)
class _Item:
    """A value with its place; shared by the aliases that repeat it."""

    value: Any
    line: int
    text_line: int | None = None
    key_lines: dict[str, int] = field(default_factory=dict)
    size: int = 1


class _Stop(Exception):
    """Nothing sensible can be read after this."""


class _Builder:
    """Builds the tree from the parser's events, and notes what is wrong on the way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.mistakes: list[Mistake] = []
        self._anchors: dict[str, _Item] = {}
        self._repeated = 0

    def document(self, events: Iterator[yaml.Event]) -> _Item | None:
        root: _Item | None = None
        try:
            for event in events:
                kind = type(event).__name__
                if kind == "DocumentStartEvent" and root is not None:
                    self._note(event, _SECOND_DOCUMENT)
                    return root
                if kind not in _FRAME:
                    root = self._item(event, events, depth=0)
        except _Stop:
            return None
        return root if root is None or root.value is not None else None

    def _item(self, event: Any, events: Iterator[yaml.Event], depth: int) -> _Item:
        kind = type(event).__name__
        if depth > MAX_DEPTH:
            self._stop(event, _TOO_DEEP)
        if kind == "AliasEvent":
            return self._alias(event)
        if event.tag not in (None, "!") and not (kind == "ScalarEvent" and event.tag.endswith(":str")):
            self._note(event, _TAG.format(tag=event.tag))
        build = {"ScalarEvent": self._scalar, "SequenceStartEvent": self._list}.get(kind, self._mapping)
        item = build(event, events, depth)
        if event.anchor:
            self._anchors[event.anchor] = item
        return item

    def _alias(self, event: Any) -> _Item:
        item = self._anchors.get(event.anchor)
        if item is None:
            self._note(event, _UNKNOWN_ALIAS.format(alias=event.anchor))
            return _Item(None, _line(event))
        self._repeated += item.size
        if self._repeated > MAX_REPEATED:
            self._stop(event, _TOO_MANY_ALIASES)
        return item

    def _scalar(self, event: Any, _events: Iterator[yaml.Event], _depth: int) -> _Item:
        block = event.style in ("|", ">")
        value = event.value if event.style or event.tag else resolve(event.value)
        return _Item(value, _line(event), _line(event) + 1 if block else None)

    def _list(self, event: Any, events: Iterator[yaml.Event], depth: int) -> _Item:
        items: list[_Item] = []
        for inner in events:
            if type(inner).__name__ == "SequenceEndEvent":
                break
            items.append(self._item(inner, events, depth + 1))
        return _Item(items, _line(event), size=1 + sum(item.size for item in items))

    def _mapping(self, event: Any, events: Iterator[yaml.Event], depth: int) -> _Item:
        result = _Item({}, _line(event))
        for inner in events:
            if type(inner).__name__ == "MappingEndEvent":
                break
            key = self._key(inner, events, depth)
            value = self._item(next(events), events, depth + 1)
            result.size += value.size
            if key in result.key_lines:
                self._note(inner, _TWICE.format(key=key, first=result.key_lines[key]), key)
            elif key is not None:
                result.value[key], result.key_lines[key] = value, _line(inner)
        return result

    def _key(self, event: Any, events: Iterator[yaml.Event], depth: int) -> str | None:
        if type(event).__name__ == "ScalarEvent":
            return str(event.value)
        item = self._item(event, events, depth + 1)
        if isinstance(item.value, str):
            return item.value
        self._note(event, _KEY_NOT_TEXT, hint=_QUOTE_BRACES)
        return None

    def _note(self, event: Any, text: Text, key: str | None = None, hint: Text | None = None) -> None:
        self.mistakes.append(Mistake(message=text, file=self.name, line=_line(event), field=key, hint=hint))
        if len(self.mistakes) >= MAX_MISTAKES:
            raise _Stop

    def _stop(self, event: Any, text: Text) -> None:
        self._note(event, text)
        raise _Stop


def resolve(written: str) -> str | int | float | bool | None:
    """What an unquoted word means.

    >>> [resolve(word) for word in ("3", "1.5", "true", "yes", "~", "01000", "12:30")]
    [3, 1.5, True, 'yes', None, '01000', '12:30']
    """
    if written in _WORDS:
        return _WORDS[written]
    if written in _NOTHING:
        return None
    if _WHOLE.fullmatch(written):
        return int(written)
    return float(written) if _DECIMAL.fullmatch(written) else written


def _node(root: _Item, name: str) -> Node:
    keys: dict[Path, int] = {(): root.line}
    values: dict[Path, int] = {}
    texts: dict[Path, int] = {}

    def plain(item: _Item, path: Path) -> Any:
        values[path] = item.line
        if item.text_line is not None:
            texts[path] = item.text_line
        if isinstance(item.value, list):
            keys.update({(*path, index): part.line for index, part in enumerate(item.value)})
            return [plain(part, (*path, index)) for index, part in enumerate(item.value)]
        if isinstance(item.value, dict):
            keys.update({(*path, key): line for key, line in item.key_lines.items()})
            return {key: plain(part, (*path, key)) for key, part in item.value.items()}
        return item.value

    data = plain(root, ())
    return Node(data=data, name=name, keys=keys, values=values, texts=texts)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


_FRAME = {"StreamStartEvent", "StreamEndEvent", "DocumentStartEvent", "DocumentEndEvent"}
TOO_LARGE = Text(
    fr="le fichier dépasse 10 Mo : partagez-le en plusieurs fichiers",
    en="the file is larger than 10 MB: split it into several files",
)
_HALF = Text(
    fr="la moitié d’un caractère (une demi-paire UTF-16) : réécrivez le mot, et enregistrez en UTF-8",
    en="half of a character (one of a UTF-16 pair): write the word again, and save as UTF-8",
)
_EMPTY = Text(fr="le fichier est vide", en="the file is empty")
_TOO_DEEP = Text(fr="trop de niveaux imbriqués (50 au plus)", en="nested too deep (at most 50 levels)")
_TOO_MANY_ALIASES = Text(
    fr="trop de répétitions par alias (*) : écrivez les valeurs",
    en="too much is repeated through aliases (*): write the values out",
)
_UNKNOWN_ALIAS = Text(
    fr="l’alias « *{alias} » ne renvoie à rien de défini plus haut",
    en="the alias “*{alias}” refers to nothing defined above",
)
_SECOND_DOCUMENT = Text(
    fr="un second document commence ici (---) : un fichier n’en contient qu’un",
    en="a second document begins here (---): a file holds one",
)
_TAG = Text(fr="l’étiquette YAML « {tag} » n’est pas permise", en="the YAML tag “{tag}” is not allowed")
_TWICE = Text(
    fr="« {key} » est déjà écrit à la ligne {first} : gardez l’un des deux",
    en="“{key}” is already written on line {first}: keep one of the two",
)
_KEY_NOT_TEXT = Text(fr="une clé doit être un mot", en="a key must be a word")
_QUOTE_BRACES = Text(
    fr='un texte qui commence par { se met entre guillemets : "{{ link }}"',
    en='put a text that begins with { in quotes: "{{ link }}"',
)
