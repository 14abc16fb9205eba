from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest

from advocacy.charter.checks import OURS
from advocacy.charter.gathering import gathered
from advocacy.charter.lexicon import Lexicon
from advocacy.charter.normalise import fold
from advocacy.charter.rehearsal import Rehearsal
from advocacy.charter.telling import explained, lesson, page_of, told_check
from advocacy.charter.telling.checks import _KINDS
from advocacy.charter.telling.words import Words
from advocacy.errors import NotFound
from advocacy.language import Language
from charter.house import CHARTER, changed


def rehearsed(text: str = CHARTER) -> Rehearsal:
    return Rehearsal.of(gathered(text, name="charter.yaml"))


@pytest.fixture(scope="module")
def with_packs() -> Rehearsal:
    swaps = (
        ("country: FR", "country: FR\npacks: [core, france, eu, uk, us, finance, health, alcohol]"),
        ("codenames: [Projet Boréal]", "company: [Acme]\n  products: [Aria]\n  codenames: [Projet Boréal]"),
    )
    return rehearsed(changed(*swaps))


class TestExplain:
    def test_all_there_is_to_say_in_english(self) -> None:
        assert explained(rehearsed(), "house.codename").say("en") == (
            "house.codename · article 1, “What stays among us”\n"
            "must change\n\n"
            "What it does\n  Finds “Projet Boréal”; not between quotation marks.\n\n"
            "Why\n  A name says too much.\n\n"
            "For example, this is found\n"
            "  “All in on Projet Boréal.”\n"
            "  → “Projet Boréal”\n"
            "  “Projet Boréal” is internal.\n\n"
            "Instead\n  “All in on our project.”\n  Talk about the craft.\n\n"
            "This passes\n  “A fine week.”\n\n"
            "It says nothing\n  joking\n\n"
            "Who may grant an exemption\n  project owner\n"
            "  A question, a disagreement: charte@acme.example\n\n"
            "Source\n  House rule (read on 15 January 2026)"
        )

    def test_a_severity_that_depends_is_told_with_its_condition(self) -> None:
        said = explained(rehearsed(), "house.best").say("fr")
        assert "à corriger (pays : GB), sinon à confirmer" in said
        assert "personne" in said

    def test_two_demands_for_the_same_words_are_both_told(self) -> None:
        both = "{kind: require, accept: [$boasts]}, {kind: require, accept: [$boasts], demand: position}"
        text = changed(("check: {kind: forbid, terms: [$boasts]}", f"check: [{both}]"))
        said = [told.en for told in explained(rehearsed(text), "house.best").what]
        assert len(said) == 2
        assert said[0].startswith("Asks for words such as “le meilleur”")
        assert "wants them before “see more”" in said[1]

    @pytest.mark.parametrize(
        ("need", "told"),
        [
            ("alt", "when its alternative text, or the post, says “le meilleur”"),
            ("none", "and quotes from the post “le meilleur”"),
        ],
    )
    def test_terms_of_an_image_are_told_as_what_they_ask(self, need: str, told: str) -> None:
        check = f"{{kind: media, image: {{alt: given}}, terms: [$boasts], need: {need}}}"
        text = changed(("{kind: forbid, terms: [$boasts]}", check))
        assert told in explained(rehearsed(text), "house.best").what[0].en

    def test_what_a_rule_needs_is_told_and_no_more_once_it_is_there(self, with_packs: Rehearsal) -> None:
        asleep = explained(with_packs, "conf.client-nda").say("fr")
        assert "Elle dort tant que la charte ne nomme rien sous $clients" in asleep
        assert "sleeps" not in explained(with_packs, "conf.codename").say("en")
        said = explained(with_packs, "disc.reward")
        assert "It looks at what the context, or the charter, says of: author or reward." in said.say("en")
        assert said.to_json()["around"] == [["author", "reward"]]

    def test_an_unknown_rule_is_told_with_the_nearest(self) -> None:
        with pytest.raises(NotFound, match=r"did you mean “house\.best”"):
            explained(rehearsed(), "house.bst")

    def test_what_the_charter_changes_in_a_packs_rule_is_what_is_told(self) -> None:
        change = """{severity: advise, tip: {fr: À nous., en: Ours.}, exempt: the board}"""
        text = changed(("country: FR", f"packs: [core]\noverride: {{claim.absolute: {change}}}"))
        said = explained(rehearsed(text), "claim.absolute").say("en")
        head, severity = said.splitlines()[:2]
        assert head.endswith("pack “core” · changed by this charter")
        assert severity == "a tip"
        assert "  Ours.\n" in said
        assert "  the board\n" in said

    def test_every_rule_of_the_packs_can_be_explained_in_both_languages(self, with_packs: Rehearsal) -> None:
        for _, ruling in with_packs.rulings():
            told = explained(with_packs, ruling.id)
            for language in Language:
                assert "…\n" not in told.say(language).splitlines()[0]
                assert told.to_json()["what"]

    def test_every_kind_of_check_has_words_of_its_own(self) -> None:
        assert _KINDS.keys() == OURS.keys()

    def test_another_kind_of_check_is_told_by_its_name(self) -> None:
        check = OURS["forbid"].model_construct(kind="mood", near=(), unless=(), senses=(), guards=())
        assert told_check(check, Words(Lexicon({}))).en.startswith("Checks by “mood”")

    def test_no_list_goes_by_its_name_and_no_pattern_is_shown(self, with_packs: Rehearsal) -> None:
        for _, ruling in with_packs.rulings():
            found = explained(with_packs, ruling.id)
            for told in (*found.what, *found.exactly):
                for language in Language:
                    assert not re.search(r"\$[a-z]|\\[bwd]|\(\?:", told.say(language)), told

    def test_what_a_pattern_stands_for_is_shown_by_what_it_finds(self, with_packs: Rehearsal) -> None:
        (first, *_) = explained(with_packs, "disc.position").what
        assert "« travaille chez Acme »" in first.fr
        assert "“I work at Acme”" in first.en

    def test_checks_that_differ_in_what_stands_around_are_told_once(self) -> None:
        twice = """[{kind: forbid, terms: [$boasts], unless: [{any: [oui], scope: post}]},
          {kind: forbid, terms: [$boasts], unless: [{any: [non], scope: clause}]}]"""
        told = explained(rehearsed(changed(("{kind: forbid, terms: [$boasts]}", twice))), "house.best")
        assert [text.en for text in told.what] == [
            "Finds “le meilleur”, “the best”; not with “oui” in the post.",
            "… and other wordings of the same kind.",
        ]

    def test_long_conditions_are_details(self, with_packs: Rehearsal) -> None:
        found = explained(with_packs, "pii.special")
        assert all(len(text.fr) < 260 for text in found.what)
        assert "not with" not in found.say("en").partition("\n\n")[2].partition("\n\n")[0]
        assert "In detail" not in found.say("en")
        assert "sauf avec" in found.say("fr", details=True).partition("Dans le détail")[2]

    def test_a_letter_in_disguise_is_no_word_to_show(self, with_packs: Rehearsal) -> None:
        for text in explained(with_packs, "conf.codename").exactly:
            assert not re.search(r"[\u0400-\u04ff]", text.fr + text.en)

    def test_the_units_of_a_figure_are_told(self) -> None:
        check = "{kind: number-near, terms: [marge], units: [€, euros], published: false}"
        (told,) = explained(
            rehearsed(changed(("{kind: forbid, terms: [$boasts]}", check))), "house.best"
        ).what
        assert told.fr == "Relève un chiffre suivi de « € », « euros » près de « marge »."
        assert told.en == "Finds a figure followed by “€”, “euros” near “marge”."

    @pytest.mark.parametrize(
        ("pattern", "told"),
        [
            (r"rev-[0-9]{4}", "Finds `rev-[0-9]{4}`."),
            (r"rev-[0-9]{4} (?:one|two|three|four|five|six|seven)", "Finds certain turns of phrase."),
            (r"(?:rev|the bes)[t-]", "Finds “the best”…"),
        ],
    )
    def test_a_short_pattern_of_ones_own_that_no_example_shows_is_told_as_written(
        self, pattern: str, told: str
    ) -> None:
        check = f"{{kind: pattern, patterns: ['{pattern}']}}"
        text = changed(("{kind: forbid, terms: [$boasts]}", check))
        assert explained(rehearsed(text), "house.best").what[0].en == told

    def test_a_list_that_nobody_fills_is_told_as_such(self) -> None:
        text = changed(("terms: [$codenames], guards", "terms: [$tickets], guards"))
        assert "what is under “tickets” (nothing yet: to be filled)" in str(
            explained(rehearsed(text), "house.codename").what[0]
        )


class TestLesson:
    def test_it_has_text_reason_two_examples_and_a_question_with_its_answer(self) -> None:
        found = lesson(rehearsed(), "secrets")
        said = found.say("en")
        assert "Do not name a project." in said
        assert "Why: A name says too much." in said
        assert "✗ “All in on Projet Boréal.”" in said
        assert "✓ “A fine week!”" in said
        assert said.index("Would you publish this as it stands?") < said.index("Yes.")
        assert "Yes." not in found.say("en", answer=False)

    def test_no_post_of_a_lesson_is_invisible(self, with_packs: Rehearsal) -> None:
        for article in with_packs.charter.articles:
            found = lesson(with_packs, article.id)
            for language in Language:
                asked = [found.question[language], *found.examples[language]]
                assert all(fold(each.text) for each in asked if each), article.id

    def test_where_every_bad_post_needs_a_network_the_lesson_shows_one_and_says_which(self) -> None:
        text = changed(
            ("exempt: nobody", "when: {network: linkedin}\n        exempt: nobody"),
            ("fr: [C’est le meilleur.]", "fr: [{text: C’est le meilleur., network: linkedin}]"),
            ("en: [It is the best.]", "en: [{text: It is the best., network: linkedin}]"),
            (
                "      - {fr: Le meilleur !, en: The best!}\n",
                "      - {fr: Une lampe, en: A lamp, good: true}\n",
            ),
        )
        said = lesson(rehearsed(text), "claims").say("en")
        assert "✗ “It is the best.”\n   “The best”" in said.replace("“the best”", "“The best”")
        assert "(linkedin)" in said

    def test_the_invented_names_of_a_pack_become_the_companys_own(self, with_packs: Rehearsal) -> None:
        for article in with_packs.charter.articles:
            for language in Language:
                assert "Lunéo" not in lesson(with_packs, article.id).say(language)

    def test_what_is_shown_as_wrong_and_as_right_differs_in_every_lesson(self, with_packs: Rehearsal) -> None:
        for article in with_packs.charter.articles:
            for texts in lesson(with_packs, article.id).examples.values():
                assert len({each.text for each in texts}) == len(texts), article.id

    def test_the_companys_own_articles_come_first_as_its_file_orders_them(
        self, with_packs: Rehearsal
    ) -> None:
        first, second, *_ = with_packs.charter.articles
        assert [(first.id, first.number), (second.id, second.number)] == [("secrets", 1), ("claims", 2)]
        assert [article.number for article in with_packs.charter.articles] == list(
            range(1, 1 + len(with_packs.charter.articles))
        )

    def test_an_unknown_article_is_told_with_the_nearest(self) -> None:
        with pytest.raises(NotFound, match="did you mean “secrets”"):
            lesson(rehearsed(), "secret")


class _Reader(HTMLParser):
    """What a page loads, and whether its elements close."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.loads += [str(given[name]) for name in ("src", "data", "action") if name in given]
        self.ids += [str(given["id"])] if "id" in given else []
        if tag not in {"meta", "input", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


class TestPage:
    def test_it_stands_alone_and_closes_what_it_opens(self, with_packs: Rehearsal) -> None:
        written = page_of(with_packs).html()
        reader = _Reader()
        reader.feed(written)
        assert reader.open == []
        assert reader.loads == []
        assert len(reader.ids) == len(set(reader.ids))
        assert "default-src 'none'" in html.unescape(written)
        assert "<script" not in written
        assert set(re.findall(r'href="#([^"]+)"', written)) <= set(reader.ids)

    def test_it_has_both_languages_or_the_one_that_is_asked_for(self) -> None:
        both = page_of(rehearsed()).html()
        assert "Ce qui reste entre nous" in both
        assert "What stays among us" in both
        only = page_of(rehearsed()).html((Language.FR,))
        assert "What stays among us" not in only
        assert 'type="radio"' not in only

    def test_what_a_charter_says_is_never_taken_for_markup(self) -> None:
        written = page_of(rehearsed(changed(("A fine week!", "<script>alert(1)</script>")))).html()
        assert "<script>" not in written
        assert "&lt;script&gt;" in written
