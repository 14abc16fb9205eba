"""Checks on what surrounds a text: time, colleagues, images, solicitation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from advocacy.charter import Charter

Make = Callable[..., Charter]


def found(make: Make, check: str, text: str = "Bilan du salon.", **context: Any) -> list[str | None]:
    return [finding.evidence for finding in make(check).read(text, language="fr", context=context)]


EMBARGO = {"embargo": {"Aurora": "2026-03-10T09:00:00+01:00"}}


@pytest.mark.parametrize(
    ("text", "when", "evidence"),
    [
        ("On vous dévoile Aurora !", "2026-03-09T18:00:00+01:00", ["Aurora"]),
        ("On vous dévoile #Aurora !", "2026-03-09T18:00:00+01:00", ["#Aurora"]),
        ("On vous dévoile #AuroraEnVille !", "2026-03-09T18:00:00+01:00", ["#AuroraEnVille"]),
        ("On vous dévoile Аurora !", "2026-03-09T18:00:00+01:00", ["Аurora"]),
        ("On vous dévoile Aurora !", "2026-03-10T09:00:00+01:00", []),
        ("On vous dévoile Aurora !", "2026-03-10T07:59:59Z", ["Aurora"]),
        ("On vous dévoile Auroras !", "2026-03-09T18:00:00+01:00", []),
        ("On vous dévoile Aurora !", None, ["Aurora"]),
    ],
)
def test_embargo(make: Make, text: str, when: str | None, evidence: list[str]) -> None:
    assert found(make, "{kind: window, of: embargo}", text, when=when, **EMBARGO) == evidence


CRISIS = {"name": "accident-lyon", "from": "2026-02-12", "until": "2026-02-16", "scope": "all"}


@pytest.mark.parametrize(
    ("change", "context", "frozen"),
    [
        ({}, {}, 1),
        ({}, {"when": "2026-02-11T10:00:00+01:00"}, 0),
        ({}, {"when": "2026-02-16T23:00:00+01:00"}, 1),
        ({}, {"when": "2026-02-17T00:00:00+01:00"}, 0),
        ({"scope": "FR"}, {"author_country": "GB"}, 0),
        ({"scope": ["FR", "GB"]}, {"author_country": "GB"}, 1),
        ({"scope": "FR"}, {}, 1),
        ({"approved": ["bilan du salon"]}, {}, 0),
        ({"until": None}, {"when": "2027-01-01T00:00:00Z"}, 1),
    ],
)
def test_freeze(make: Make, change: dict[str, Any], context: dict[str, Any], frozen: int) -> None:
    whole = {"when": "2026-02-13T10:00:00+01:00", "crisis": {**CRISIS, **change}, **context}
    assert len(found(make, "{kind: window, of: freeze}", **whole)) == frozen


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Ce que je sais sur l'accident de Lyon : rien.", ["accident de Lyon"]),
        ("#AccidentLyon", []),
        ("À Lyon, un accident", ["Lyon, un accident"]),
        ("Lyon est belle. Et loin, un accident", []),
        ("Un accident", []),
    ],
)
def test_topic(make: Make, text: str, evidence: list[str]) -> None:
    context = {"when": "2026-02-13T10:00:00+01:00", "crisis": CRISIS}
    assert found(make, "{kind: window, of: topic}", text, **context) == evidence


@pytest.mark.parametrize(
    ("when", "context", "expected"),
    [
        ("2026-05-01T10:00:00+02:00", {}, 1),  # a holiday
        ("2026-04-14T10:00:00+02:00", {}, 0),
        ("2026-04-14T23:40:00+02:00", {}, 1),
        ("2026-04-14T23:40:00+02:00", {"scheduled_by": "self"}, 0),
        ("2026-04-14T10:00:00+02:00", {"author_on_leave": True}, 1),
        ("2026-04-18T10:00:00+02:00", {}, 1),  # a Saturday
        ("2026-04-14T10:00:00+02:00", {"author_tz": "America/New_York"}, 1),
        ("2026-05-01T10:00:00+02:00", {"author_country": "US", "author_tz": "Europe/Paris"}, 0),
        ("2026-05-01T10:00:00+02:00", {"author_country": "XX"}, 0),
    ],
)
def test_working_hours_bind_the_programme_only(
    make: Make, when: str, context: dict[str, Any], expected: int
) -> None:
    whole = {"scheduled_by": "programme", "when": when, **context}
    assert len(found(make, "{kind: window, of: hours}", **whole)) == expected


def test_the_next_working_time_is_proposed(make: Make) -> None:
    context = {"scheduled_by": "programme", "when": "2026-05-01T10:00:00+02:00"}
    finding = next(iter(make("{kind: window, of: hours}").read("a", context=context)))
    assert finding.values["time"].fr == "le 4 mai 2026 à 8 h 00 (Europe/Paris)"


LONG = "Très fier de vous présenter notre nouveau rapport RSE, fruit d'un an de travail collectif."


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        (LONG, {"recent_posts": [{"author": "e1", "text": LONG}], "same_text_count": 14}, 1),
        (LONG.upper() + " !", {"recent_posts": [{"text": LONG}]}, 1),
        (
            "J'ai passé l'année à compter les kilomètres de nos camions.",
            {"recent_posts": [{"text": LONG}]},
            0,
        ),
        (
            "J'ai passé l'année à compter les kilomètres.",
            {"recent_posts": [{"text": LONG}], "same_text_count": 9},
            0,
        ),
        (LONG, {"same_text_count": 2}, 1),
        ("Bonjour à tous !", {"recent_posts": [{"text": "Bonjour à tous !"}]}, 0),
    ],
)
def test_colleagues(make: Make, text: str, context: dict[str, Any], expected: int) -> None:
    assert len(found(make, "{kind: similarity}", text, **context)) == expected


def test_template(make: Make) -> None:
    check = "{kind: similarity, to: template, threshold: 0.95}"
    assert len(found(make, check, LONG, template=LONG)) == 1
    assert len(found(make, check, LONG + " J'y ai compté les kilomètres de nos camions.", template=LONG)) == 0


@pytest.mark.parametrize(
    ("image", "given", "expected"),
    [
        ("alt: missing", {"alt": ""}, 1),
        ("alt: missing", {}, 1),
        ("alt: missing", {"alt": "Un pont"}, 0),
        ("people: true, consent: false", {"people": 3}, 1),
        ("people: true, consent: false", {"people": 3, "consent": True}, 0),
        ("people: true, consent: false", {"people": 0, "consent": False}, 0),
        ("rights: [unknown, third-party, missing]", {"rights": "unknown"}, 1),
        ("rights: [unknown, third-party, missing]", {}, 1),
        ("rights: [unknown, third-party, missing]", {"rights": "cc-by-4.0"}, 0),
        ("ai_generated: true", {"ai_generated": True}, 1),
        ("document: true", {"document": True}, 1),
        ("badge: true", {"badge": False}, 0),
    ],
)
def test_media(make: Make, image: str, given: dict[str, Any], expected: int) -> None:
    assert len(found(make, f"{{kind: media, image: {{{image}}}}}", images=[given])) == expected


def test_media_shows_the_words_that_tell(make: Make) -> None:
    check = "{kind: media, image: {rights: [unknown]}, terms: [trouvé sur]}"
    assert found(make, check, "Un mème trouvé sur Reddit", images=[{"rights": "unknown"}]) == ["trouvé sur"]
    assert found(make, check, "Un mème", images=[{"rights": "unknown"}]) == [None]
    alt = "{kind: media, image: {alt: given}, need: alt, terms: [tableau blanc]}"
    assert found(make, alt, "Oui", images=[{"alt": "Le tableau blanc du projet"}]) == [None]
    assert found(make, alt, "Oui", images=[{"alt": "Un pont"}]) == []
    named = "{kind: media, image: {alt: given}, need: alt, terms: [$products]}"
    charter = make(named, head="facts: {products: [{name: Aria, aliases: [l’Arianne]}]}")
    context = {"images": [{"alt": "La pompe L'Arianne au banc"}]}
    assert len(charter.read("Oui", language="fr", context=context)) == 1
    label = "{kind: media, image: {ai_generated: true}, unless: [{any: [générée par IA], scope: post}]}"
    assert found(make, label, "Vue (image générée par IA).", images=[{"ai_generated": True}]) == []


@pytest.mark.parametrize(("posts", "expected"), [(0, 0), (2, 0), (3, 1), (9, 1)])
def test_cap(make: Make, posts: int, expected: int) -> None:
    assert len(found(make, "{kind: cap, most: 3}", posts_this_week=posts)) == expected
