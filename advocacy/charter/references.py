"""Which facts and lists a check, a guard or a list asks for, by ``$name`` and in patterns by ``{$name}``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import BaseModel

from advocacy.charter.terms import IN_PATTERN, Fact, Term
from advocacy.charter.variants import term_lists


def names_in(model: BaseModel) -> Iterator[str]:
    """Every name that a check or a condition asks for.

    >>> from advocacy.charter.conditions import Condition
    >>> list(names_in(Condition(any=["$praise", "/so {$adjectives}/"])))
    ['praise', 'adjectives']
    """
    for _, terms in term_lists(model):
        yield from names_of(terms)
    parts = {"patterns", "extend", "trim"} & set(type(model).model_fields)
    if parts:
        yield from IN_PATTERN.findall(model.model_dump_json(include=parts))


def names_of(items: Iterable[Fact | Term]) -> Iterator[str]:
    """Every name that the entries of a list ask for."""
    for item in items:
        if isinstance(item, Fact):
            continue
        if item.reference is not None:
            yield item.reference
        elif item.pattern is not None:
            yield from IN_PATTERN.findall(item.term)


def guards_in(check: BaseModel) -> Iterator[str]:
    """Every guard that a check asks for, its swaps among them."""
    yield from getattr(check, "guards", ())
    for swap in getattr(check, "swaps", ()):
        yield from guards_in(swap)


def reached(names: Iterable[str], collections: Mapping[str, Sequence[Fact | Term]]) -> set[str]:
    """`names`, and every name that their lists ask for in turn.

    >>> sorted(reached(["a"], {"a": [Term(term="$b")], "b": [Term(term="x")]}))
    ['a', 'b']
    """
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(names_of(collections.get(name, ())))
    return found
