"""What a check is made of, and the same check with one of its conditions taken out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel

from advocacy.charter.checks.base import Check, TextCheck
from advocacy.charter.checks.prefer import Prefer
from advocacy.charter.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A check without one of its conditions; `part` says which: ``guards quoted``, ``near[0]``."""

    part: str
    check: Check


def term_lists(model: BaseModel, name: str = "") -> Iterator[tuple[str, tuple[Term, ...]]]:
    """Every list of terms in a check, with the name of its field: ``terms``, ``near[0].any``."""
    for field in type(model).model_fields:
        value = getattr(model, field)
        path = f"{name}.{field}" if name else field
        if isinstance(value, BaseModel):
            yield from term_lists(value, path)
        elif isinstance(value, tuple) and value and all(isinstance(item, Term) for item in value):
            yield path, cast("tuple[Term, ...]", value)
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from term_lists(item, f"{path}[{number}]")


def without_fused(check: Check) -> Iterator[tuple[Term, Variant]]:
    """`check` without each term that it makes one pattern of with others, one at a time; the term first."""
    for field in sorted(check.fused & check.model_fields_set):
        terms = getattr(check, field)
        for number, term in enumerate(terms):
            left = (*terms[:number], *terms[number + 1 :])
            yield term, Variant(part=field, check=check.model_copy(update={field: left}))


def without_conditions(check: Check) -> Iterator[Variant]:
    """`check` without each guard, near condition, exception and sense that its file gives, one at a time."""
    if not isinstance(check, TextCheck):
        return
    for field in sorted({"guards", "unless", "near"} & check.model_fields_set):
        parts = getattr(check, field)
        for number in range(len(parts)):
            left = (*parts[:number], *parts[number + 1 :])
            part = f"guards {parts[number]}" if field == "guards" else f"{field}[{number}]"
            yield Variant(part=part, check=check.model_copy(update={field: left}))
    if check.senses:
        yield Variant(part="senses", check=check.model_copy(update={"senses": ()}))
    if isinstance(check, Prefer):
        yield from _without_conditions_of_swaps(check)


def _without_conditions_of_swaps(check: Prefer) -> Iterator[Variant]:
    for number, swap in enumerate(check.swaps):
        for variant in without_conditions(swap):
            swaps = (*check.swaps[:number], variant.check, *check.swaps[number + 1 :])
            changed = check.model_copy(update={"swaps": swaps})
            yield Variant(part=f"swaps[{number}].{variant.part}", check=changed)


def written(term: Term) -> str:
    """A term as a file writes it.

    >>> written(Term(term="ee", exact=True))
    '=ee'
    """
    return f"={term.term}" if term.exact else term.term
