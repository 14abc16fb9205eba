from __future__ import annotations

from importlib import resources

import yaml

from advocacy.charter.telling.conditions import GUARDS
from advocacy.charter.telling.granters import told_granter

PACKS = [
    yaml.safe_load(file.read_text("utf-8"))
    for folder in (
        resources.files("advocacy.charter.packs"),
        resources.files("advocacy.charter.packs").joinpath("core"),
    )
    for file in folder.iterdir()
    if file.name.endswith(".yaml")
]


def test_whoever_a_pack_names_is_told_in_french_too() -> None:
    named = {
        rule["exempt"]
        for pack in PACKS
        for article in pack.get("articles", ())
        for rule in article.get("rules", ())
        if rule.get("exempt")
    }
    same = {who for who in named if told_granter(who).fr == who}
    assert len(named) > 20
    assert same == set()


def test_every_guard_of_a_pack_has_words() -> None:
    assert {name for pack in PACKS for name in pack.get("guards") or {}} <= GUARDS.keys()
