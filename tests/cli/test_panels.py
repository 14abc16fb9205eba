from __future__ import annotations

from collections import Counter

from advocacy.cli.app import app
from advocacy.cli.panels import PANELS


def test_every_verb_stands_under_one_heading() -> None:
    shown = [verb.name for verb in app.registered_commands] + [verb.name for verb in app.registered_groups]
    named = [name for _, names in PANELS for name in names.split()]
    assert Counter(named) == Counter(set(shown))
