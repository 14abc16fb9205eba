"""Packs and checks of other packages, really installed and really broken, and packs in any order."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from advocacy.charter import Charter, gathering
from advocacy.charter.checks import OURS, Check, Matcher, Workshop, registered
from advocacy.charter.document import CharterText
from advocacy.charter.gathering import read_pack
from advocacy.charter.reading import Hit, Reading
from advocacy.errors import ConfigurationError, InvalidInput
from charter.house import changed

MODULE = """
from typing import Any, Literal
from advocacy.charter.checks import Check

class Nameless(Check):
    kind: str
class Again(Check):
    kind: Literal["forbid"]
def late():
    raise RuntimeError("no network")
"""


Install = Callable[[str, str], None]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs a package that brings `value` to the entry points of `group`, under the name ``odd``."""

    def install(group: str, value: str) -> None:
        (tmp_path / "oddly_brought.py").write_text(MODULE, encoding="utf-8")
        about = tmp_path / "oddly_brought-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: oddly\nVersion: 1.0\n", encoding="utf-8"
        )
        (about / "entry_points.txt").write_text(f"[{group}]\nodd = {value}\n", encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.delitem(sys.modules, "oddly_brought", raising=False)

    registered.cache_clear()
    read_pack.cache_clear()
    yield install
    registered.cache_clear()
    read_pack.cache_clear()


@pytest.mark.parametrize(
    ("group", "value", "told"),
    [
        ("advocacy.packs", "oddly_brought:gone", "has no attribute 'gone'"),
        ("advocacy.packs", "oddly_brought:late", "RuntimeError: no network"),
        ("advocacy.packs", "nowhere_at_all:PACK", "No module named"),
        ("advocacy.checks", "oddly_brought:Nameless", "“kind” has no value"),
        ("advocacy.checks", "oddly_brought:Again", "there is a kind “forbid” already"),
        ("advocacy.checks", "oddly_brought:late", "not derived from"),
    ],
)
def test_what_a_package_brings_amiss_is_told_with_its_name(
    installed: Install, group: str, value: str, told: str
) -> None:
    installed(group, value)
    with pytest.raises(ConfigurationError, match=r"oddly\) does not load") as refused:
        read_pack("odd") if group == "advocacy.packs" else registered()
    assert told in str(refused.value)
    assert "désinstallez-le" in refused.value.text.fr


def test_packs_come_in_any_order() -> None:
    given, turned = (
        Charter.parse(changed(("country: FR", f"packs: {packs}")))
        for packs in ("[core, france, uk]", "[uk, core, france]")
    )
    assert {ruling.id for ruling in given.rulings} == {ruling.id for ruling in turned.rulings}


@pytest.mark.parametrize(
    ("packs", "told"),
    [
        ("[france]", "the pack “france” builds on “core”: packs: [core, france]"),
        ("[core, france, core]", "the pack “core” is there twice: keep one"),
        ("[core, farnce]", "there is no pack “farnce” (did you mean “france”?)"),
    ],
)
def test_a_pack_that_cannot_be_taken_so_is_told_once(packs: str, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Charter.parse(changed(("country: FR", f"packs: {packs}")))
    (mistake,) = refused.value.mistakes
    assert told in mistake.say("en")
    assert mistake.line == 4


def test_a_check_that_breaks_over_a_text_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    class Odd(Check):
        kind: Literal["odd"]

        def prepare(self, workshop: Workshop) -> Matcher:
            return Matcher(sign=lambda plain: "!" in plain.text, find=self.find)

        def find(self, reading: Reading) -> list[Hit]:
            raise KeyError(reading.text)

    kinds: Any = OURS["forbid"] | Odd
    model = CharterText.__class_getitem__(kinds)
    monkeypatch.setattr(gathering, "charter_model", lambda **_: model)
    charter = Charter.parse(changed(("{kind: forbid, terms: [$boasts]}", "{kind: odd}")))
    assert charter.read("Fine.").verdict == "pass"
    with pytest.raises(ConfigurationError, match="The check “odd” broke: KeyError: 'Fine!'") as refused:
        charter.read("Fine!")
    assert "ôtez-la" in refused.value.text.fr
