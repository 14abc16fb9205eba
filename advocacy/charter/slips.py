"""Slips of the pen that nothing else would tell: a ``$name`` nobody fills, a network nobody knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from advocacy.charter.gathering import File, Whole
from advocacy.charter.places import Placed, placed_rules
from advocacy.charter.uses import Use, uses_by_rules, uses_by_words
from advocacy.documents import Path, did_you_mean
from advocacy.documents.nearest import nearest
from advocacy.errors import Mistake, refusal
from advocacy.language import Text

NetworkOf = Callable[[str], str | None]
"""The network that a name is, or is meant for; None for a place that is like none, such as a review site."""


def require_names(whole: Whole) -> None:
    """Refuse a ``$name`` in the charter's own file that is a slip for one that is there.

    A name that resembles none is no mistake: its rule waits until somebody fills it.

    Raises:
        InvalidInput: with each such name, its line and the name that was meant.
    """
    given = {name for file in whole.files for name in (*file.content.facts, *file.content.lists)}
    if not given.issuperset(_ASKED.findall(whole.files[-1].text)):  # nearly every charter is done here
        refusal(list(_misspelt(whole, given)))


def require_networks(whole: Whole, network_of: NetworkOf) -> None:
    """Refuse a network in the charter's own file that is a slip for one that the host knows.

    Raises:
        InvalidInput: with each such name, its line and the network that was meant.
    """
    own = whole.files[-1]
    mistakes = []
    for path, name in networks_named(own):
        meant = network_of(name)
        if meant is not None and meant != name:
            line = own.node.key_line(path) if path[-1] == name else None
            told = _NO_NETWORK.format(name=name)
            mistakes.append(own.node.mistake(told, path, hint=did_you_mean(meant), line=line))
    refusal(mistakes)


def unknown_networks(whole: Whole, network_of: NetworkOf) -> Iterator[tuple[Path, str]]:
    """The places that the charter's own file names, and no host, no pack and no `networks:` of its own knows.

    They may be what they are called, such as a review site; each is told once.
    """
    own = whole.files[-1]
    of_packs = (name for file in whole.files[:-1] for _, name in networks_named(file))
    told = {*whole.document.networks, *of_packs}
    for path, name in networks_named(own):
        if name not in told and network_of(name) is None:
            told.add(name)
            yield path, name


def networks_named(file: File) -> Iterator[tuple[Path, str]]:
    """Every network that `file` names, and where: figures, conditions, limits, examples, protected posts."""
    data = file.node.data
    yield from ((("networks", name), name) for name in data.get("networks") or ())
    for part in ("articles", "override", "protected"):
        yield from _networks(data.get(part), (part,))


def _misspelt(whole: Whole, given: set[str]) -> Iterator[Mistake]:
    own = whole.files[-1]
    rules = list(placed_rules(whole))
    asked = _asked((own,), [rule for rule in rules if rule.place.file is own])
    if not asked.keys() - given:
        return
    others = _asked(whole.files[:-1], [rule for rule in rules if rule.place.file is not own])
    idle = {*own.content.facts, *own.content.lists} - asked.keys() - others.keys()
    for name in sorted(asked.keys() - given - others.keys()):
        near = nearest(name, idle) or nearest(name, given | others.keys())
        if near is not None:
            hint = did_you_mean(f"${near}")
            for by, use in asked[name].items():
                told = _NOBODY.format(name=name, by=by)
                yield use.place.saying(f"${name}").mistake(told, hint=hint)


def _asked(files: Iterable[File], rules: Iterable[Placed]) -> dict[str, dict[str, Use]]:
    """The names that are asked for, each with those who ask."""
    found: dict[str, dict[str, Use]] = {}
    for use in (*uses_by_rules(rules), *uses_by_words(files)):
        found.setdefault(use.name, {}).setdefault(use.by, use)
    return found


def _networks(data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, list):
        for number, part in enumerate(data):
            yield from _networks(part, (*path, number))
    elif isinstance(data, dict):
        for key, part in data.items():
            here = (*path, key)
            if key == "network":
                yield from _named(part, here)
            elif key == "limits" and isinstance(part, dict):
                yield from (((*here, name), name) for name in part)
            elif key != "context":
                yield from _networks(part, here)


def _named(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        yield from (((*path, number), name) for number, name in enumerate(value) if isinstance(name, str))


_ASKED = re.compile(r"\$([A-Za-z_][\w.\-]*)")
_NOBODY = Text(
    fr="personne ne remplit ${name}, que demande {by}", en="nobody fills ${name}, which {by} asks for"
)
_NO_NETWORK = Text(fr="aucun réseau ne s’appelle « {name} »", en="no network is called “{name}”")
