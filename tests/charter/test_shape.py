"""Checks on the shape of a text: hashtags, emoji, letters, capitals, length, language."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from advocacy.charter import Charter, Draft, NetworkFacts

Make = Callable[..., Charter]


def fixes(make: Make, check: str, text: str) -> list[tuple[str | None, str | None]]:
    found = make(check).read(text, language="fr")
    return [(finding.evidence, finding.fix.replacement if finding.fix else None) for finding in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#a #b #c #d #e #f", [("#a #b #c #d #e #f", None)]),
        ("Oui #a #b et #c #d #e #f fin", [("#a #b et #c #d #e #f", None)]),
        ("#a #b #c #d #e", []),
        ("C# et F# et G# et A# et B# et D#", []),
    ],
)
def test_number_of_hashtags(make: Make, text: str, found: list[object]) -> None:
    assert fixes(make, "{kind: hashtag, most: 5}", text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#marqueemployeur", [("#marqueemployeur", "#MarqueEmployeur")]),
        ("#transitionécologique", [("#transitionécologique", "#TransitionÉcologique")]),
        ("#futureofwork", [("#futureofwork", "#FutureOfWork")]),
        ("#ResponsabilitéSociétale #RSE #recrutement #rse #work", []),
        ("#xkcdplugh", []),
        ("#teamhelvea", []),
    ],
)
def test_hashtags_show_their_words(make: Make, text: str, found: list[object]) -> None:
    assert fixes(make, "{kind: hashtag, camel: true, keep: [TeamHelvea]}", text) == found


def test_banned_hashtags(make: Make) -> None:
    assert fixes(make, "{kind: hashtag, banned: [followback]}", "followback #FollowBack") == [
        ("#FollowBack", None)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Merci 🙏🙏🙏🙏🙏🙏🙏🙏 à tous", ["🙏🙏🙏🙏🙏🙏🙏🙏"]),
        ("Thread 🧵👇👇👇👇👇👇👇", ["👇👇👇👇👇👇👇"]),
        ("Oui 🎉🚀🔥💪", ["🎉🚀🔥💪"]),
        ("Oui 🎉 🚀 🔥 💪", ["🎉 🚀 🔥 💪"]),
        ("👍🏽👍🏽👍🏽👍🏽", ["👍🏽👍🏽👍🏽👍🏽"]),
        ("Family day 👨‍👩‍👧‍👦 at the office", []),
        ("🇫🇷🇬🇧🇺🇸", []),
        ("🎉🎉🎉", []),
        ("1️⃣ un 2️⃣ deux", []),
        ("© Acme™ ®", []),
        ("a → b → c → d → e", []),
    ],
)
def test_runs_of_emoji(make: Make, text: str, found: list[str]) -> None:
    assert [evidence for evidence, _ in fixes(make, "{kind: emoji, run: 3}", text)] == found


def test_number_of_emoji_and_emoji_between_words(make: Make) -> None:
    assert len(fixes(make, "{kind: emoji, most: 2}", "a 🎉 b 🎉 c 🎉")) == 1
    assert len(fixes(make, "{kind: emoji, most: 3}", "a 🎉 b 🎉 c 🎉")) == 0
    assert fixes(make, "{kind: emoji, between_words: 1}", "un 🎉 deux 🎉 trois") == [("🎉 deux 🎉", None)]
    assert fixes(make, "{kind: emoji, between_words: 1}", "Un. 🎉 Deux. 🎉 Trois 🎉") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("𝐁𝐢𝐠 𝐧𝐞𝐰𝐬 from my team", [("𝐁𝐢𝐠 𝐧𝐞𝐰𝐬", "Big news")]),
        ("Ⓥive la rentrée", [("Ⓥ", "V")]),
        ("Ｐｒｏｊｅｔ oui", [("Ｐｒｏｊｅｔ", "Projet")]),
        ("ʙɪɢ ɴᴇᴡꜱ", [("ʙɪɢ ɴᴇᴡꜱ", "BIG NEWS")]),
        ("ᵗʰⁱˢ", [("ᵗʰⁱˢ", "this")]),
        ("m², 1ᵉʳ, n°, ½, ™, ﬁn, é", []),
        ("Projet Оrion", []),
    ],
)
def test_letters_in_disguise(make: Make, text: str, found: list[object]) -> None:
    assert fixes(make, "{kind: emoji, fancy: true}", text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("WE DID IT OUR TEAM FINALLY SHIPPED THE THING YOU ASKED FOR", True),
        ("Bonjour. C'EST VRAIMENT UNE GRANDE NOUVELLE pour nous", True),
        ("ÉNORME MERCI À TOUTE L'ÉQUIPE", True),
        ("INCROYABLE JOURNÉE", True),
        ("La RATP, la SNCF et l'INSEE à la même table ronde.", False),
        ("RSE QVCT CSRD ESG", False),
        ("The NOVAPARK 3000 sign is up on our wall.", False),
        ("OK", False),
        ("Bonjour à toutes et à tous", False),
        ("#RSE #ESG #QVCT", False),
    ],
)
def test_capitals(make: Make, text: str, found: bool) -> None:
    assert bool(fixes(make, "{kind: capitals}", text)) is found


def test_inclusive_forms(make: Make) -> None:
    text = "Les salarié·e·s, les client·e·s, les ami·e·s et les candidat·e·s"
    assert len(fixes(make, "{kind: capitals, inclusive: 3}", text)) == 1
    assert len(fixes(make, "{kind: capitals, inclusive: 4}", text)) == 0


class TestLength:
    def test_limits_of_the_charter_then_of_the_host(self, make: Make) -> None:
        charter = make("{kind: length}", head="networks: {short: {limit: 10}}")
        assert [finding.values["n"] for finding in charter.read("a" * 12, network="short")] == [2]
        assert len(charter.read("a" * 12, network="other")) == 0
        own = NetworkFacts(limit=5, length=lambda text: 2 * len(text))
        assert [f.values["n"] for f in charter.review(Draft(text="aaaa", network="other", facts=own))] == [3]

    def test_an_empty_text(self, make: Make) -> None:
        charter = make("{kind: length, empty: true}")
        assert [len(charter.read(text)) for text in ("", " \u200b\n", "a")] == [1, 1, 0]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("We are proud of what the team has built for you this year.", "fr", True),
        ("We are proud of what the team has built for you this year.", "en", False),
        ("Nous sommes fiers de ce que les équipes ont fait pour vous cette année.", "en", True),
        ("So proud de notre équipe, quel launch !", "fr", False),
        ("", "fr", False),
    ],
)
def test_language(make: Make, text: str, language: str, found: bool) -> None:
    assert bool(len(make("{kind: language}").read(text, language=language))) is found


@pytest.mark.parametrize(
    ("text", "shouted"),
    [
        ("MERCI À TOUTES LES ÉQUIPES", ["MERCI À TOUTES LES ÉQUIPES"]),
        ("Dear all, PLEASE BRING YOUR HELMETS Tomorrow", ["PLEASE BRING YOUR HELMETS"]),
        ("AFNOR, ADEME, CNIL, ANSSI : quatre sigles", []),
        ("Réunion RSE DRH CSE DSI IT", []),
    ],
)
def test_what_shouts_is_quoted_in_whole_words(make: Make, text: str, shouted: list[str]) -> None:
    assert [finding.evidence for finding in make("{kind: capitals}").read(text)] == shouted
