"""The kinds of checks, by name; others join by the entry point group ``advocacy.checks``."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import entry_points
from typing import get_args

from advocacy.charter.brought import brought
from advocacy.charter.checks.base import Check, Matcher, TextCheck, Workshop
from advocacy.charter.checks.cap import Cap
from advocacy.charter.checks.capitals import Capitals
from advocacy.charter.checks.emoji import Emoji
from advocacy.charter.checks.forbid import Forbid, Near, NumberNear, Pattern
from advocacy.charter.checks.hashtag import HashtagCheck
from advocacy.charter.checks.identifier import Identifier
from advocacy.charter.checks.language import LanguageCheck
from advocacy.charter.checks.length import Length
from advocacy.charter.checks.link import Link
from advocacy.charter.checks.media import Media
from advocacy.charter.checks.prefer import Prefer
from advocacy.charter.checks.require import Require
from advocacy.charter.checks.secret import Secret
from advocacy.charter.checks.similarity import Similarity
from advocacy.charter.checks.window import Window

__all__ = ["OURS", "Check", "Matcher", "TextCheck", "Workshop", "registered"]


def _kind(check: type[Check]) -> str:
    """The name of a check: the one value that its field `kind` allows."""
    return str(get_args(check.model_fields["kind"].annotation)[0])


OURS: dict[str, type[Check]] = {
    _kind(check): check
    for check in (
        Forbid, Near, NumberNear, Pattern, Prefer, Require, Identifier, Secret, Link, HashtagCheck,
        Emoji, Capitals, Length, Window, Similarity, Media, Cap, LanguageCheck,
    )
}  # fmt: skip
"""The kinds that come with the library, by their names in charter files."""


@lru_cache(maxsize=1)
def registered() -> dict[str, type[Check]]:
    """Every kind of check that is installed, by its name in charter files.

    Raises:
        ConfigurationError: one of another package cannot be used.

    >>> registered()["forbid"].__name__
    'Forbid'
    """
    others = [brought(point, _check) for point in entry_points(group="advocacy.checks")]
    return OURS | {_kind(check): check for check in others}


def _check(found: type[Check]) -> type[Check]:
    """A kind of check of another package, which must have a name of its own."""
    if not (isinstance(found, type) and issubclass(found, Check)):
        raise TypeError("not derived from advocacy.charter.checks.Check")
    if not get_args(found.model_fields["kind"].annotation):
        raise TypeError('“kind” has no value: write kind: Literal["name"]')
    if _kind(found) in OURS:
        raise TypeError(f"there is a kind “{_kind(found)}” already")
    return found
