"""A better word is a ready fix only where it can stand as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from advocacy.charter import Charter
from charter.house import proposed

Make = Callable[..., Charter]
SWAP = "{kind: prefer, swaps: [{terms: [whitelist], better: {fr: liste d’autorisation, en: allowlist}}]}"


def fixes(make: Make, check: str, text: str, **more: Any) -> list[tuple[str | None, str | None]]:
    return proposed(make(check).read(text, **{"language": "fr", **more}))


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("la whitelist du site", "fr", [("whitelist", "liste d’autorisation")]),
        ("Whitelist it", "en", [("Whitelist", "Allowlist")]),
        ("two whitelists", "en", [("whitelists", None)]),
        ("see acme.example/whitelist", "en", []),
        ("#whitelist", "en", []),
    ],
)
def test_a_better_word_in_the_language_of_the_post(
    make: Make, text: str, language: str, found: list[Any]
) -> None:
    assert fixes(make, SWAP, text, language=language) == found


SHOP = (
    "{kind: prefer, swaps: [{terms: [point de vente, outlet, DG], better: comptoir},"
    " {terms: [boutique], better: établissement}, {terms: [lot], better: heure},"
    " {terms: [box bike], better: vélo cargo}]}"
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Notre point de vente ouvre", ("point de vente", "comptoir")),
        ("Point de vente ouvert", ("Point de vente", "Comptoir")),
        ("POINT DE VENTE fermé", ("POINT DE VENTE", "COMPTOIR")),
        ("Nos points de vente", ("points de vente", None)),
        ("NOS POINTS DE VENTE", ("POINTS DE VENTE", None)),
        ("cet outlet", ("outlet", None)),
        ("l'outlet", ("outlet", None)),
        ("L’Outlet", ("Outlet", None)),
        ("jusqu’outlet", ("outlet", None)),
        ("un outlet", ("outlet", "comptoir")),
        ("le point de vente", ("point de vente", "comptoir")),
        ("merci au DG", ("DG", "comptoir")),
        ("la boutique", ("boutique", None)),
        ("une boutique", ("boutique", None)),
        ("cette boutique", ("boutique", None)),
        ("notre boutique", ("boutique", "établissement")),
        ("notre belle boutique", ("boutique", None)),
        ("notre boutique ouverte", ("boutique", None)),
        ("notre boutique de Lyon est ouverte", ("boutique", None)),
        ("notre point de vente ouvert", ("point de vente", "comptoir")),
        ("un lot", ("lot", None)),
        ("ma\u00a0boutique", ("boutique", None)),
        ("le lot", ("lot", None)),
        ("chaque lot", ("lot", "heure")),
        ("un box bike", ("box bike", "vélo cargo")),
        ("un outlet-bar", ("outlet", None)),
        ("un outlet\N{NON-BREAKING HYPHEN}bar", ("outlet", None)),
        ("un mini-outlet", ("outlet", None)),
        ("un outlet - bar", ("outlet", "comptoir")),
        ("Neuf—un outlet—ouvre", ("outlet", "comptoir")),
        ("-outlet", ("outlet", "comptoir")),
    ],
)
def test_a_ready_fix_is_right_or_is_not_offered(make: Make, text: str, found: Any) -> None:
    assert fixes(make, SHOP, text) == [found]


def test_a_better_word_with_an_article_of_its_own_does_not_get_two(make: Make) -> None:
    check = "{kind: prefer, swaps: [{terms: [siège, le QG], better: le bureau}]}"
    assert fixes(make, check, "Au siège, le siège, chez siège, le QG") == [
        ("siège", None),
        ("le QG", "le bureau"),
    ]
    assert fixes(make, check, "Retour à siège") == [("siège", None)]
    assert fixes(make, check, "Chez siège") == [("siège", "le bureau")]


def test_in_an_english_post_nothing_has_to_agree(make: Make) -> None:
    check = "{kind: prefer, swaps: [{terms: [la boutique, boutique], better: comptoir}]}"
    assert fixes(make, check, "une boutique ouverte", language="en") == [("boutique", "comptoir")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("an outlet", ("outlet", None)),
        ("the outlet", ("outlet", "shop")),
        ("a point of sale", ("point of sale", None)),
        ("an icon", ("icon", None)),
        ("one icon", ("icon", "unit")),
        ("a man-hour", ("man-hour", "person-hour")),
    ],
)
def test_the_article_before_a_better_word_stays_right_in_english(make: Make, text: str, found: Any) -> None:
    check = (
        "{kind: prefer, swaps: [{terms: [outlet], better: shop}, {terms: [point of sale], better: outlet},"
        " {terms: [icon], better: unit}, {terms: [man-hour], better: person-hour}]}"
    )
    assert fixes(make, check, text, language="en") == [found]


def test_a_form_that_the_charter_writes_itself_is_ready(make: Make) -> None:
    check = (
        "{kind: prefer, swaps: [{terms: [=point de vente], better: comptoir},"
        " {terms: [=points de vente], better: comptoirs}]}"
    )
    assert fixes(make, check, "Nos points de vente") == [("points de vente", "comptoirs")]


def test_words_that_only_a_pattern_finds_have_no_ready_fix(make: Make) -> None:
    check = r"{kind: prefer, swaps: [{terms: ['/\bwhitelist(?:er|ez)\b/'], better: autoriser}]}"
    assert fixes(make, check, "Whitelistez le site") == [("Whitelistez", None)]


def test_a_plural_is_ready_for_a_plural_only(make: Make) -> None:
    check = r"{kind: prefer, swaps: [{terms: ['/\bressources?\b/', effectif], better: collègues}]}"
    found = [("ressources", "collègues"), ("ressource", None), ("effectif", None)]
    assert fixes(make, check, "Nos ressources, une ressource, notre effectif") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5 %", [("%", "percent")]),
        ("5%", [("%", None)]),
        ("%s", [("%", None)]),
        ("wow🔥 yes", [("🔥", None)]),
        ("🔥", [("🔥", "great")]),
        ("🔥🔥!", [("🔥", "great")]),
    ],
)
def test_a_better_word_for_a_sign_does_not_run_into_another(make: Make, text: str, found: Any) -> None:
    swaps = (
        "{terms: ['%'], better: {fr: pour cent, en: percent}}, {terms: [🔥], better: {fr: bravo, en: great}}"
    )
    assert fixes(make, f"{{kind: prefer, swaps: [{swaps}]}}", text, language="en") == found


def test_evidence_that_is_more_than_the_term_is_not_replaced_by_it(make: Make) -> None:
    swap = "{terms: ['/fan\\w*/'], better: {fr: amis, en: friends}, evidence: sentence}"
    check = f"{{kind: prefer, swaps: [{swap}]}}"
    assert fixes(make, check, "my fans love things", language="en") == [("my fans love things", None)]
    assert fixes(make, check, "fans", language="en") == [("fans", "friends")]
