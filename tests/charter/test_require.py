from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from advocacy.charter import Charter, Context, Draft, NetworkFacts

Make = Callable[..., Charter]
HEAD = """facts: {products: [PureLys]}
networks: {short: {cut_off: 40}}"""
ACCEPT = (
    "accept: {fr: [je travaille chez Helvéa, '/#salarie/'], en: [I work at Helvéa, '#ad'], any: ['#partner']}"
)


def check(demand: str) -> str:
    return f"{{kind: require, terms: [$products], near: [[j'adore, love]], {ACCEPT}, demand: {demand}}}"


@pytest.fixture
def found(make: Make) -> Callable[..., list[str | None]]:
    def review(demand: str, text: str, **more: Any) -> list[str | None]:
        own = check(demand).replace("[[j'adore, love]]", "[j'adore, love]")
        charter = make(own, head=HEAD)
        return [finding.evidence for finding in charter.read(text, **{"language": "fr", **more})]

    return review


Found = Callable[..., list[str | None]]


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("J'adore PureLys", ["PureLys"]),
        ("J'adore PureLys, je travaille chez Helvéa", []),
        ("J'adore PureLys #SalariéeHelvéa", []),
        ("I work at Helvéa. I love PureLys", []),
        ("J'adore le café. PureLys", []),
        ("J'adore PureLys, « je travaille chez Helvéa » dit-il", ["PureLys"]),
    ],
)
def test_presence(found: Found, text: str, evidence: list[str]) -> None:
    assert found("presence", text) == evidence


def test_position_is_before_the_cut_off_of_the_network(found: Found) -> None:
    late = "J'adore PureLys depuis des années, vraiment. Je travaille chez Helvéa."
    assert found("position", late, network="short") == ["PureLys", "Je travaille chez Helvéa"]
    assert found("position", late, network="long") == []
    assert found("position", "Je travaille chez Helvéa. " + late, network="short") == []
    assert found("position", "J'adore PureLys", network="short") == []


def test_the_cut_off_may_come_from_the_host(make: Make) -> None:
    charter = make(check("position").replace("[[j'adore, love]]", "[j'adore, love]"), head=HEAD)
    draft = Draft(
        text="J'adore PureLys. Je travaille chez Helvéa.",
        network="x",
        language="fr",
        facts=NetworkFacts(cut_off=10),
    )
    assert [finding.values["cut_off"] for finding in charter.review(draft)] == [10, 10]


@pytest.mark.parametrize(
    ("text", "language", "evidence"),
    [
        ("J'adore PureLys #ad", "fr", ["#ad"]),
        ("I love PureLys #ad", "en", []),
        ("J'adore PureLys #partner #ad", "fr", []),
        ("J'adore PureLys", "fr", []),
    ],
)
def test_language_of_the_wording_is_that_of_the_post(
    found: Found, text: str, language: str, evidence: list[str]
) -> None:
    assert found("language", text, language=language) == evidence


def test_a_wording_can_be_asked_of_every_post(make: Make) -> None:
    charter = make(
        "{kind: require, accept: [à consommer avec modération]}",
        rule="when: {sector: alcohol}",
        severity="block",
    )
    assert [finding.start for finding in charter.read("Santé !", context=Context(sector="alcohol"))] == [None]
    assert len(charter.read("Santé !", context=Context(sector="food"))) == 0
    assert len(charter.read("À consommer avec modération", context=Context(sector="alcohol"))) == 0


def test_a_message_about_the_cut_off_has_no_gap_where_the_words_are_missing(make: Make) -> None:
    charter = make("{kind: require, terms: [$products], accept: [je signe]}", head=HEAD)
    (finding,) = charter.read("PureLys", language="fr", network="short")
    assert finding.values["cut_off"] == 40
    (finding,) = charter.read("PureLys", language="fr", network="long")
    assert "cut_off" not in finding.values
