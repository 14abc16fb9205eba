from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from advocacy.charter import Charter
from charter.house import proposed

Make = Callable[..., Charter]
NAMES = "facts: {names: [NovaPark 3000, Helvéa, PureLys, {name: Blonde, case: true}]}"


def fixes(make: Make, check: str, text: str, **more: Any) -> list[tuple[str | None, str | None]]:
    return proposed(make(check, head=NAMES).read(text, **{"language": "fr", **more}))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Notre Novapark 3000 arrive", [("Novapark 3000", "NovaPark 3000")]),
        ("Notre Nova Park 3000 arrive", [("Nova Park 3000", "NovaPark 3000")]),
        ("Notre NovaPark3000 arrive", [("NovaPark3000", "NovaPark 3000")]),
        ("Notre nova-park 3000 arrive", [("nova-park 3000", "NovaPark 3000")]),
        ("chez Helvea, oui", [("Helvea", "Helvéa")]),
        ("chez helvéa", [("helvéa", "Helvéa")]),
        ("Pure Lys et purelys", [("Pure Lys", "PureLys"), ("purelys", "PureLys")]),
    ],
)
def test_a_name_is_written_as_it_is(make: Make, text: str, found: list[Any]) -> None:
    assert fixes(make, "{kind: prefer, names: [$names]}", text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Notre NovaPark 3000",
        "Notre NovaPark\u00a03000",
        "THE NOVAPARK 3000 SIGN",
        "HELVÉA",
        "Chez Helve\u0301a",
        "@novapark3000 et @helvea",
        "https://www.helvea.example/novapark-3000",
        "#TeamHelvea #helvea",
        "contact@helvea.example",
        "ma sœur est blonde",
        "Helvéa’s NovaPark 3000’s",
    ],
)
def test_right_names_handles_links_and_hashtags_are_left_alone(make: Make, text: str) -> None:
    assert fixes(make, "{kind: prefer, names: [$names]}", text) == []


def test_a_swap_may_have_surroundings_of_its_own(make: Make) -> None:
    surroundings = "senses: [ressources en eau], near: [équipe]"
    check = f"{{kind: prefer, swaps: [{{terms: [ressources], better: collègues, {surroundings}}}]}}"
    assert fixes(make, check, "Les ressources de l’équipe") == [("ressources", "collègues")]
    assert fixes(make, check, "Les ressources du Jura") == []
    assert fixes(make, check, "Les ressources en eau de l’équipe") == []


def test_the_surroundings_of_the_check_hold_for_its_swaps_too(make: Make) -> None:
    swap = "{terms: [ressources], better: collègues, near: [équipe], unless: [budget]}"
    check = f"{{kind: prefer, swaps: [{swap}], near: [bonjour], unless: [ironie]}}"
    assert fixes(make, check, "Bonjour aux ressources de l’équipe") == [("ressources", "collègues")]
    assert fixes(make, check, "Les ressources de l’équipe") == []
    assert fixes(make, check, "Bonjour aux ressources") == []
    assert fixes(make, check, "Bonjour aux ressources de l’équipe et à leur budget") == []
    assert fixes(make, check, "Bonjour aux ressources de l’équipe, ironie") == []


def test_the_message_may_say_the_better_word(make: Make) -> None:
    charter = Charter.parse(
        """
title: {fr: Charte, en: Charter}
articles:
  - id: words
    title: {fr: Mots, en: Words}
    rules:
      - id: brand.term
        severity: advise
        check: {kind: prefer, swaps: [{terms: [blacklist], better: {fr: liste de refus, en: blocklist}}]}
        message: {fr: "Préférez « {better} » à « {term} ».", en: "Prefer “{better}” to “{term}”."}
"""
    )
    finding = next(iter(charter.read("La blacklist", language="fr")))
    assert finding.message.fr == "Préférez « liste de refus » à « blacklist »."
    assert finding.message.en == "Prefer “liste de refus” to “blacklist”."
