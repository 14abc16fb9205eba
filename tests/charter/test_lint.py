from __future__ import annotations

import re
from datetime import date

import pytest

from advocacy.charter.formats import Level, Notice
from advocacy.charter.lint import CODES, linted
from charter.house import CHARTER, changed

TODAY = date(2026, 3, 2)


def notices(text: str, *, of_packs: bool = False) -> list[Notice]:
    return list(linted(text, name="charter.yaml", today=TODAY, of_packs=of_packs).notices())


def codes(text: str) -> list[str]:
    return [notice.code for notice in notices(text)]


def test_a_good_charter_has_nothing_to_mend() -> None:
    assert notices(CHARTER) == []


EXEMPT = "exemptions: [{rule: %s, until: %s, by: project owner, reason: b}]"
SOURCE = "[{title: House rule, read: 2026-01-15}]\n        ok: {fr: [Une"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("contact: charte@acme.example\n", "", "no-contact"),
        ("consulted: 2026-01-15\n", "", "no-consultation"),
        ("text: {fr: Prouvez-le., en: Prove it.}", "", "bare-article"),
        ("country: FR", EXEMPT % ("hause.best", "2026-04-01"), "unknown-exempted"),
        (
            "country: FR",
            "override: {house.best: off}\n" + EXEMPT % ("house.best", "2026-04-01"),
            "off-exempted",
        ),
        ("country: FR", EXEMPT % ("house.codename", "soon"), "endless-exemption"),
        ("country: FR", EXEMPT % ("house.*", "2026-06-01"), "long-exemption"),
        ("country: FR", EXEMPT % ("house.*", "2026-03-01"), "lapsed-exemption"),
        (
            "country: FR",
            "exemptions: [{rule: house.*, until: 2026-04-01, by: project owner}]",
            "bare-exemption",
        ),
        ("country: FR", EXEMPT % ("house.best", "2026-04-01"), "closed-exemption"),
        ("country: FR", (EXEMPT % ("house.*", "2026-04-01")).replace("project", "no"), "foreign-exemption"),
        ("[$boasts]", "[$boasts, $noone]", "unfilled-name"),
        ("[$boasts]", "[$noone]", "sleeping"),
        ("facts:\n  codenames:", "packs: [core]\nfacts:\n  codename:", "misspelt-own"),
        ("boasts: [", "idle: [x]\n  boasts: [", "unused-name"),
        ("joking:", "idle: [x]\n  joking:", "unused-guard"),
        ("[le meilleur, the best]", "[le meilleur, the best, the best]", "twice"),
        ("[le meilleur, the best]", "[le meilleur, the best, The-Best]", "covered"),
        ("[$boasts]", "[$boasts, '/Été/']", "pattern-never"),
        ("[$boasts]", "[$boasts, '/l’ete/']", "pattern-never"),
        ("[$boasts]", "[$boasts, '/a*/']", "pattern-empty"),
        ("[$boasts]", "[$boasts, '/best.*ever/']", "pattern-wide"),
        ("source: " + SOURCE, "ok: {fr: [Une", "no-source"),
        (SOURCE, SOURCE.replace("read: 2026-01-15", "url: 'https://a.example'"), "undated-source"),
        (SOURCE, SOURCE.replace("2026", "2024"), "old-source"),
        ("en: [It is the best.]", "en: []", "no-examples"),
        ("en: [A good lamp.]", "en: [It is the best.]", "same-example"),
        ("        exempt: nobody\n", "", "no-exempter"),
        ("        tip: {fr: Citez un fait., en: Cite a fact.}\n", "", "no-way-out"),
        ("{fr: Citez un fait., en: Cite a fact.}", "Cite a fact.", "same-text"),
        ("en: Cite a fact.", "en: ''", "empty-text"),
        ("[{level: block, when: {country: GB}}, warn]", "[warn, block]", "unreachable-severity"),
        ("brand: Acme\n", "", "no-brand"),
        (
            'check: {kind: forbid, terms: [$boasts]}\n        message: {fr: "« {term} »',
            'check: {kind: require, accept: [$boasts]}\n        message: {fr: "« {cut_off} »',
            "no-cut-off",
        ),
        (
            "{kind: forbid, terms: [$boasts]}",
            "{kind: media, image: {alt: given}, terms: [$boasts]}",
            "media-terms",
        ),
    ],
)
def test_each_oddity_is_told_once_with_a_line_and_a_reason(old: str, new: str, code: str) -> None:
    text = changed((old, new), ("“{term}”: say why.", "“{term}” at {brand}: say why."))
    found = [notice for notice in notices(text) if notice.code == code]
    assert len(found) == 1
    assert 1 <= found[0].line <= len(text.splitlines())
    assert code in CODES
    assert found[0].message.fr != found[0].message.en


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[$boasts]", "[$boasts, '/Été/']"),
        ("[$boasts]", "[$boasts, $noone]"),
        ("en: Cite a fact.", "en: ''"),
        ("country: FR", EXEMPT % ("house.*", "2026-03-01")),
        ("en: [A good lamp.]", "en: [It is the best.]"),
    ],
)
def test_the_line_is_that_of_the_words(old: str, new: str) -> None:
    text = changed((old, new))
    (found,) = notices(text)
    assert new in text.splitlines()[found.line - 1]


def test_a_name_of_a_pack_that_resembles_one_in_use_is_only_told_as_empty() -> None:
    text = changed(
        ("country: FR", "country: FR\npacks: [core]"), ("  codenames:", "  company: [Acme]\n  codenames:")
    )
    found = {notice.message.en.split(",")[0]: notice.code for notice in notices(text)}
    assert found["nobody fills $mailboxes"] == "unfilled-name"


def test_what_nobody_fills_is_told_with_a_few_of_the_rules_that_ask_and_no_machinery() -> None:
    told = [each.message for each in notices(changed(("country: FR", "packs: [core]")))]
    (products,) = [each for each in told if "fills $products;" in each.en]
    assert re.search(r"this sleeps: \S.*, disc\.\S+ and \d+ other rules?$", products.en)
    assert re.search(r"autres? règles?$", products.fr)
    assert not [each for each in told if "lists." in each.en]


@pytest.mark.parametrize("need", ["alt", "none"])
def test_who_says_what_the_terms_of_an_image_are_for_is_not_asked(need: str) -> None:
    check = f"{{kind: media, image: {{alt: given}}, terms: [$boasts], need: {need}}}"
    assert "media-terms" not in codes(changed(("{kind: forbid, terms: [$boasts]}", check)))


def test_every_code_is_told_in_both_languages() -> None:
    assert all(known.title.fr and known.title.en for known in CODES.values())


def test_rules_that_sleep_are_told_with_the_names_that_would_wake_them() -> None:
    text = changed(("country: FR", "packs: [core]"), ("[$boasts]", "[$noone]"), ("  boasts:", "  idle:"))
    told = {each.message.en: each for each in notices(text) if each.code == "sleeping"}
    (own,) = [each for said, each in told.items() if "$noone;" in said]
    assert own.message.en == "nobody fills $noone; until you name some, this sleeps: house.best"
    assert "[$noone]" in text.splitlines()[own.line - 1]
    (clients,) = [each for said, each in told.items() if "$clients;" in said]
    assert clients.message.fr == "personne ne remplit $clients ; d’ici là, ceci dort : conf.client-nda"
    (products,) = [each for said, each in told.items() if "$products;" in said]
    assert "disc.employee ($products or $company)" in products.message.en
    assert not [said for said in told if "$codenames" in said]  # filled


def test_a_slip_of_the_pen_is_told_with_the_name_that_was_meant() -> None:
    (found,) = notices(changed(("[$boasts]", "[$boasts, $codename]")))
    assert (found.level, found.code, found.hint and found.hint.en) == (
        Level.ERROR,
        "invalid",
        "did you mean “$codenames”?",
    )


def test_a_fact_that_resembles_what_a_pack_asks_for_is_told_at_the_fact() -> None:
    text = changed(
        ("country: FR", "country: FR\npacks: [core]"), ("  codenames:", "  ticket: [A-1]\n  codenames:")
    )
    (found,) = [notice for notice in notices(text) if "ticket" in notice.message.en]
    assert found.message.en == "no rule uses the fact “ticket”; for conf.ticket it is $tickets"
    assert (found.code, found.level) == ("misspelt-own", Level.WARNING)
    assert found.hint is not None
    assert found.hint.en == "did you mean “tickets”?"
    assert "ticket:" in text.splitlines()[found.line - 1]


def test_what_cannot_be_read_is_told_and_nothing_else() -> None:
    found = notices(changed((', en: "“{term}” is internal."', "")))
    assert [(notice.code, notice.level) for notice in found] == [("invalid", Level.ERROR)]
    assert "message.en" in found[0].message.en


def test_a_rule_that_touches_protected_speech_is_an_error_at_its_place() -> None:
    text = changed(("boasts: [", "boasts: [salaire, "))
    found = [notice for notice in notices(text) if notice.code == "touches-protected"]
    (told,) = found
    assert told.level is Level.ERROR
    assert re.search(r"” and \d+ other posts? \(all: charter test\); narrow the rule", told.message.en)
    assert "id: house.best" in text.splitlines()[told.line - 1]


def test_words_that_two_languages_share_are_not_told() -> None:
    assert codes(changed(("[le meilleur, the best]", "{fr: [le meilleur, top], en: [the best, top]}"))) == []


def test_choices_of_a_class_and_escapes_do_not_make_a_pattern_odd() -> None:
    assert codes(changed(("[$boasts]", r"[$boasts, '/\bxyz [^.É]{0,9}\S+ €\d/', '/[XZ]{3,}/c']"))) == []


def test_the_packs_of_the_library_have_no_errors() -> None:
    text = changed(("country: FR", "packs: [core, france, eu, uk, us, finance, health, alcohol]"))
    wrong = [notice for notice in notices(text, of_packs=True) if notice.level is Level.ERROR]
    assert [f"{notice.file}:{notice.line} {notice.message}" for notice in wrong] == []


@pytest.mark.parametrize(
    ("right", "wrong", "hint"),
    [
        ("country: FR", "packs: core, france", "write several packs in brackets: [core, france]"),
        (
            "codenames: [Projet Boréal]",
            "codenames:\n    - Café Lormont: Rouen",
            'put a text that holds a colon in quotes: "Café Lormont: Rouen"',
        ),
    ],
)
def test_what_was_meant_is_told_as_it_is_written(right: str, wrong: str, hint: str) -> None:
    hints = {notice.hint.en for notice in notices(changed((right, wrong))) if notice.hint}
    assert hints == {hint}


def test_a_misspelt_key_of_an_exemption_is_told_for_it_would_not_hold() -> None:
    text = changed(
        ("country: FR", "exemptions: [{rule: house.codename, untl: 2026-04-01, by: project owner}]")
    )
    (found,) = [notice for notice in notices(text) if notice.code == "invalid"]
    assert found.hint is not None
    assert found.hint.en == "did you mean “until”?"
