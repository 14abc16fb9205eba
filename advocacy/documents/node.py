"""What a file says as plain data, and the line of every key and value in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from advocacy.errors import Mistake
from advocacy.language import Text

Path = tuple[str | int, ...]
"""The way to a value from the top of a file: ``("messages", 0, "network")``."""

MAX_BYTES = 10_000_000
"""The largest file that is read, in bytes of UTF-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    r"""Plain data (dict, list, str, int, float, bool, None) and where each piece stands in its file.

    `keys` has the line of each key (or list item), `values` the line where each value begins and
    `texts` the first line of the content of a block text. `path` says which part of the file this is.

    >>> from advocacy.documents import read_yaml
    >>> node = read_yaml("messages:\n  - network: bluesky\n", name="pump.yaml")
    >>> node.data, node.line(("messages", 0, "network"))
    ({'messages': [{'network': 'bluesky'}]}, 2)
    """

    data: Any
    name: str
    keys: Mapping[Path, int] = field(default_factory=dict)
    values: Mapping[Path, int] = field(default_factory=dict)
    texts: Mapping[Path, int] = field(default_factory=dict)
    path: Path = ()
    rows: bool = False
    """Whether the file is a table, whose rows are told by their line and not by a number."""

    def line(self, path: Path = ()) -> int:
        """The line of the value at `path` (from this node), or of its nearest parent that is there."""
        return self._nearest(self.values, path)

    def key_line(self, path: Path = ()) -> int:
        """The line of the key at `path` (from this node), or of its nearest parent that is there."""
        return self._nearest(self.keys, path)

    def text_line(self, path: Path, number: int) -> int:
        """The line of the file where line `number` (from 1) of the text at `path` stands."""
        return self.texts.get(self.path + path, self.line(path)) + number - 1

    def field(self, path: Path = ()) -> str | None:
        """The name of a field as people read it: ``messages[0].network``; None for the whole file."""
        return field_name((self.path + path)[1 if self.rows else 0 :])

    def child(self, *path: str | int) -> Node:
        """The part of this node at `path`, which knows its lines and its full name."""
        data = self.data
        for step in path:
            data = data[step]
        return Node(
            data=data,
            name=self.name,
            keys=self.keys,
            values=self.values,
            texts=self.texts,
            path=self.path + path,
            rows=self.rows,
        )

    def children(self) -> Iterator[Node]:
        """Each item of a list (or value of a mapping), as a node."""
        steps = self.data if isinstance(self.data, dict) else range(len(self.data))
        return (self.child(step) for step in steps)

    def mistake(
        self, text: Text, path: Path = (), *, hint: Text | None = None, line: int | None = None
    ) -> Mistake:
        """A mistake about the value at `path`, with this file and its line."""
        where = self.line(path) if line is None else line
        return Mistake(message=text, file=self.name, line=where, field=self.field(path), hint=hint)

    def _nearest(self, lines: Mapping[Path, int], path: Path) -> int:
        whole = self.path + path
        for end in range(len(whole), -1, -1):
            if whole[:end] in lines:
                return lines[whole[:end]]
        return 1


def field_name(path: Path) -> str | None:
    """`path` as people read it; None for the whole file.

    >>> field_name(("messages", 0, "network"))
    'messages[0].network'
    """
    written = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return written.removeprefix(".") or None
