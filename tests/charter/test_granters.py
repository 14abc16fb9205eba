from __future__ import annotations

from importlib import resources

import pytest
import yaml

from advocacy.charter import Charter
from advocacy.charter.granter import told_granters
from advocacy.charter.telling.conditions import GUARDS
from advocacy.errors import InvalidInput
from charter.house import CHARTER, changed

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
    named = {role for given in _exempters() for role in ([given] if isinstance(given, str) else given)}
    same = {who for who in named if told_granters([who]).fr == who}
    assert len(named) > 20
    assert same == set()


def _exempters() -> list[str | list[str]]:
    rules = [
        rule for pack in PACKS for article in pack.get("articles", ()) for rule in article.get("rules", ())
    ]
    return [rule["exempt"] for rule in rules if rule.get("exempt")]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Legal or HR", "one role a text: write them as a list"),
        ("[Legal, nobody]", "“nobody” stands alone"),
        ("'  '", "give a role"),
    ],
)
def test_who_may_is_roles_that_can_be_compared(written: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told) as refused:
        Charter.parse(changed(("exempt: project owner", f"exempt: {written}")))
    assert refused.value.mistakes[0].line == 1 + CHARTER.splitlines().index("        exempt: project owner")


def test_every_guard_of_a_pack_has_words() -> None:
    assert {name for pack in PACKS for name in pack.get("guards") or {}} <= GUARDS.keys()
