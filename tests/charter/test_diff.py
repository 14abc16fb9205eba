# ruff: noqa: E501  a change and what is told of it stand on one line
from __future__ import annotations

import pytest

from advocacy.charter.diff import Change, Diff, compared
from advocacy.charter.gathering import gathered
from charter.house import CHARTER, changed


def diff(old: str, new: str) -> Diff:
    return compared(gathered(old, name="charter.yaml"), gathered(new, name="charter.yaml"))


def test_the_same_charter_differs_in_nothing() -> None:
    found = diff(CHARTER, CHARTER)
    assert not found
    assert found.say("fr") == "Rien ne diffère."


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("title: {fr: Nos promesses, en: Our claims}", "title: {fr: Promis, en: Kept}", "title: “Our claims” → “Kept”"),
        ("text: {fr: Prouvez-le., en: Prove it.}", "text: {fr: a, en: Show it.}", "text: “Prove it.” → “Show it.”"),
        ("[{level: block, when: {country: GB}}, warn]", "advise", "severity: must change (country: GB), otherwise please confirm → a tip"),
        ("exempt: nobody", "exempt: Legal", "exemption by: nobody → Legal"),
        ("“{term}”: say why.", "“{term}”: prove it.", "message: ““{term}”: say why.” → ““{term}”: prove it.”"),
        ("[$boasts]", "[$boasts, unrivalled]", "gained: “unrivalled”"),
        ("guards: [joking]", "guards: []", "silent: joking → nothing"),
        (", guards: [quoted]}", "}", "silent: between quotation marks → nothing"),
        ("guards: [quoted]}", "guards: [quoted], most: 9}", "most: 3 → 9"),
        ("guards: [quoted]}", "guards: [quoted], unless: {any: [enfin], scope: post}}", "checks in another way (unless)"),
        ("check: {kind: forbid, terms: [$boasts]}", "check: {kind: near, terms: [$boasts], cues: [best]}", "gained: “best”"),
        ("check: {kind: forbid, terms: [$boasts]}", "check: {kind: forbid, terms: [$boasts], evidence: sentence}", "evidence: term → sentence"),
        ("country: FR", "country: FR\nnetworks: {linkedin: {limit: 3000, cut_off: 140}}", "networks: nothing → linkedin: limit 3000, cut_off 140"),
        ("country: FR", "country: FR\nworking_hours: {to: '18:30'}", "to 19:00 → zone Europe/Paris, days mon tue wed thu fri, from 08:00, to 18:30"),
        ("en: [A good lamp.]", "en: [A fine lamp.]", "other examples"),
        ("the best]", "unrivalled]", "gained: “unrivalled”\n    lost: “the best”"),
        ("[Projet Boréal]", "[Projet Boréal, Projet Lune]", "gained: “Projet Lune”"),
        ("contact: charte@acme.example", "contact: us@acme.example", "contact: charte@acme.example → us@acme.example"),
        ("country: FR", "country: FR\nwindows: {quiet: [{from: 2026-01-01, until: 2026-02-01}]}", "windows: nothing → quiet: from 2026-01-01, until 2026-02-01"),
    ],
)  # fmt: skip
def test_each_change_is_told_in_words(old: str, new: str, told: str) -> None:
    assert told in diff(CHARTER, changed((old, new))).say("en")


def test_what_is_added_and_removed_is_named() -> None:
    rule = CHARTER[CHARTER.index("  - id: claims") :]
    found = diff(CHARTER.replace(rule, ""), CHARTER)
    assert [(each.kind, each.id, each.change) for each in found] == [
        ("article", "claims", Change.ADDED),
        ("rule", "house.best", Change.ADDED),
    ]
    back = diff(CHARTER, CHARTER.replace(rule, ""))
    assert {each.change for each in back} == {Change.REMOVED}


def test_an_exemption_is_added_and_removed() -> None:
    given = changed(("country: FR", "exemptions: [{rule: house.best, value: top, until: 2026-04-01}]"))
    (first, *_) = [each for each in diff(CHARTER, given) if each.kind == "exemption"]
    assert first.change is Change.ADDED
    assert str(first.title) == "house.best · top · 2026-04-01"


def test_it_is_told_in_both_languages() -> None:
    found = diff(CHARTER, changed(("exempt: nobody", "exempt: Legal")))
    assert "dérogation par : personne → le Juridique" in found.say("fr")
    assert found.to_json()["differences"][0]["details"][0]["en"] == "exemption by: nobody → Legal"
