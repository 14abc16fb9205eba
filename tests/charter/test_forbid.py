from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from advocacy.charter import Charter

Make = Callable[..., Charter]


def evidence(
    make: Make, check: str, text: str, *, head: str = "", rule: str = "", **more: Any
) -> list[str | None]:
    review = make(check, head=head, rule=rule).read(text, **{"language": "fr", **more})
    for finding in review:
        if finding.start is not None and finding.end is not None:
            assert finding.evidence == text[finding.start : finding.end]
    return [finding.evidence for finding in review]


NAMES = (
    "facts: {names: [Projet Orion, {name: Banque Lumen, aliases: [Lumen Bank], public_since: 2026-05-01}]}"
)


class TestTerms:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Le projet-orion avance", "projet-orion"),
            ("Le #ProjetOrion avance", "#ProjetOrion"),
            ("Le #projetorion avance", "#projetorion"),
            ("Project Orion? ProjetOrion!", "ProjetOrion"),
            ("L’équipe du “Projet Orion’s”", "Projet Orion"),
            ("chez Lumen bank, bravo", "Lumen bank"),
        ],
    )
    def test_a_fact_is_found_in_every_spelling(self, make: Make, text: str, found: str) -> None:
        assert evidence(make, "{kind: forbid, terms: [$names]}", text, head=NAMES) == [found]

    @pytest.mark.parametrize(
        "text", ["Mon projet : orienter", "projet, orion", "orion", "projets orions", ""]
    )
    def test_other_words_are_left_alone(self, make: Make, text: str) -> None:
        assert evidence(make, "{kind: forbid, terms: [$names]}", text, head=NAMES) == []

    @pytest.mark.parametrize(
        ("term", "text", "found"),
        [
            ("neutre en carbone", "Nos sacs sont neutres en carbone.", ["neutres en carbone"]),
            ("neutre en carbone", "#NeutreEnCarbone !", ["#NeutreEnCarbone"]),
            ("=ee", "Loving it #ee", ["#ee"]),
            ("=ami", "mes amis", []),
            ('"#ad"', "PureLys #ad, #advice", ["#ad"]),
            ('"#ad"', "#admin", []),
            ('"100 %"', "100% sûr, 100 % gratuit", ["100%", "100 %"]),
            ("n°1", "le n° 1 mondial, Nº1", []),
            ("n°1", "le n°1 mondial", ["n°1"]),
            ("'/proj[a-z]+/'", "Un PROJET", ["PROJET"]),
            ("'/[A-Z]{3,}/c'", "La SNCF", ["SNCF"]),
            ('"/prix : (\\\\d+)/"', "prix : 12 €", ["12"]),
            ('"/\\\\d+ ?€/"', "12 €", ["12 €"]),
            ("{term: Blonde, case: true}", "La Blonde, la blonde, LA BLONDE", ["Blonde"]),
            ("{term: Blonde, case: true}", "#Blonde #blonde", ["#Blonde"]),
            ("{term: salarié, accents: true}", "un salarié, il salarie", ["salarié"]),
            ("{term: sale, language: en}", "une sale affaire", []),
            ("2026", "en 2026", ["2026"]),
            ("🔥", "🎉 et 🔥", ["🔥"]),
        ],
    )
    def test_what_each_way_of_writing_a_term_finds(
        self, make: Make, term: str, text: str, found: list[str]
    ) -> None:
        assert evidence(make, f"{{kind: forbid, terms: [{term}]}}", text) == found

    def test_a_list_refers_to_lists_and_never_in_a_circle(self, make: Make) -> None:
        head = "lists: {a: [un, $b], b: [deux, $a]}"
        assert evidence(make, "{kind: forbid, terms: [$a]}", "un deux", head=head) == ["un", "deux"]

    def test_a_pattern_takes_the_terms_of_a_list(self, make: Make) -> None:
        head = "facts: {names: [Projet Orion]}"
        check = "{kind: forbid, terms: ['/sur le {$names}/']}"
        assert evidence(make, check, "Sur le projet-orion", head=head) == ["Sur le projet-orion"]

    def test_a_pattern_takes_the_patterns_of_a_list(self, make: Make) -> None:
        head = (
            "lists: {calls: ['/vot(?:e|ons) pour/', soutien a, '/roule {$how}/'], how: ['/(?:vite|pour)/']}"
        )
        check = "{kind: forbid, terms: ['/(?:{$calls}) (morel)/']}"
        text = "Votons pour Morel, roule pour Bertin, roule pour Morel : soutien à MOREL."
        assert evidence(make, check, text, head=head) == ["Morel"]
        check = "{kind: forbid, terms: ['/({$calls} morel)/']}"
        said = ["Votons pour Morel", "roule pour Morel", "soutien à MOREL"]
        assert evidence(make, check, text, head=head) == said

    def test_a_pattern_on_the_original_takes_a_list_as_it_is_written(self, make: Make) -> None:
        head = "lists: {person: ['/[A-ZÀ-Ý][a-zà-ÿ]+/c'], party: [Les Verts, RN]}"
        check = "{kind: forbid, terms: ['/pour ((?:{$person}|{$party}))/c']}"
        text = "pour le parti, pour Élodie, pour Les  Verts, pour les verts, pour RN, pour rn"
        assert evidence(make, check, text, head=head) == ["Élodie", "Les", "RN"]
        check = "{kind: pattern, on: original, patterns: ['pour ({$party})']}"
        assert evidence(make, check, "pour Les Verts, pour les verts", head=head) == ["Les Verts"]

    def test_lists_in_patterns_never_go_in_a_circle(self, make: Make) -> None:
        head = "lists: {a: ['/un {$b}/', trois], b: ['/deux {$a}/']}"
        assert evidence(make, "{kind: forbid, terms: ['/{$a}/']}", "un deux, trois", head=head) == ["trois"]

    def test_evidence_grows_by_the_words_of_a_list(self, make: Make) -> None:
        check = "{kind: forbid, terms: [x], extend: {after: ' {$more}'}}"
        assert evidence(make, check, "x ici, x loin", head="lists: {more: [ici]}") == ["x ici", "x"]

    @pytest.mark.parametrize("block", ["|", "|-"])
    def test_a_long_pattern_may_be_broken_into_lines(self, make: Make, block: str) -> None:
        head = f"lists:\n  long:\n    - {block}\n      /\\b(\n        un|\n        deux mots\n      )\\b/\n"
        assert evidence(make, "{kind: forbid, terms: [$long]}", "un, deux  mots", head=head) == [
            "un",
            "deux  mots",
        ]

    def test_a_list_that_nobody_fills_is_silent(self, make: Make) -> None:
        assert evidence(make, "{kind: forbid, terms: [$nothing, '/{$nothing}/']}", "nothing ici") == []

    def test_the_same_words_are_told_once_and_three_at_most(self, make: Make) -> None:
        assert evidence(make, "{kind: forbid, terms: [a, b, c, d]}", "a A b c d") == ["a", "b", "c"]


class TestRelease:
    CHECK = "{kind: forbid, terms: [$names]}"

    @pytest.mark.parametrize(
        ("context", "found"),
        [
            ({}, 1),
            ({"when": "2026-04-30T10:00:00+02:00"}, 1),
            ({"when": "2026-05-01T00:00:00+02:00"}, 0),
            (
                {
                    "when": "2026-04-14T10:00:00Z",
                    "published": [{"fact": "client:Banque Lumen", "since": "2026-04-10"}],
                },
                0,
            ),
            (
                {
                    "when": "2026-04-14T10:00:00Z",
                    "published": [{"fact": "Lumen Bank", "since": "2026-04-14"}],
                },
                0,
            ),
            (
                {
                    "when": "2026-04-14T10:00:00Z",
                    "published": [{"fact": "client:Banque Lumen", "since": "2026-04-20"}],
                },
                1,
            ),
            (
                {
                    "when": "2026-04-14T10:00:00Z",
                    "published": [{"fact": "client:Banque Lumen", "since": "bientôt"}],
                },
                1,
            ),
            (
                {
                    "when": "2026-04-14T10:00:00Z",
                    "published": [{"fact": "client:Banque", "since": "2026-04-10"}],
                },
                1,
            ),
        ],
    )
    def test_a_fact_may_be_said_once_it_is_public(
        self, make: Make, context: dict[str, Any], found: int
    ) -> None:
        assert len(evidence(make, self.CHECK, "Avec Banque Lumen.", head=NAMES, context=context)) == found


class TestNear:
    @pytest.mark.parametrize(
        ("near", "text", "found"),
        [
            ("near: [bravo]", "bravo le client", ["client"]),
            ("near: [bravo]", "bravo. Le client", []),
            ("near: [{any: [bravo], scope: post}]", "bravo. Le client", ["client"]),
            ("near: [{any: [bravo], within: 1}]", "bravo le client", ["client"]),
            ("near: [{any: [bravo], within: 0}]", "bravo le client", []),
            ("near: [{any: [bravo], side: after}]", "bravo le client", []),
            ("near: [{any: [bravo], scope: clause}]", "bravo, le client", []),
            ("near: [{any: [bravo], scope: start}]", "Le client. Et bravo", []),
            ("near: [{any: [bravo]}, {any: [merci]}]", "bravo client", []),
            ("near: [{any: [bravo]}, {any: [merci]}]", "bravo client, merci", ["client"]),
            ("unless: [bravo]", "bravo le client", []),
            ("unless: [bravo]", "le client", ["client"]),
            ("near: [bravo], evidence: span", "bravo le client", ["bravo le client"]),
            ("near: [bravo], evidence: cue", "bravo le client", ["bravo"]),
            ("evidence: clause", "Hier, le client est venu, oui.", ["le client est venu"]),
            ("evidence: sentence", "Hier. Le client est venu, oui. Fin", ["Le client est venu, oui"]),
            ("extend: {before: 'le ', after: ' \\w+'}", "Oui le client aime", ["le client aime"]),
            ("evidence: clause, trim: {before: 'bon ', after: ' hier'}", "Oui, bon client hier.", ["client"]),
            ("evidence: clause, trim: {before: '.*client'}", "Le client va.", ["Le client va"]),
            ("senses: [client riche]", "un client riche, un client", ["client"]),
        ],
    )
    def test_what_stands_around_decides(self, make: Make, near: str, text: str, found: list[str]) -> None:
        assert evidence(make, f"{{kind: forbid, terms: [client], {near}}}", text) == found

    @pytest.mark.parametrize(
        ("guard", "text", "found"),
        [
            ("quoted", "le « client » dit", 0),
            ("quoted", 'le "client" dit', 0),
            ("quoted", "le “client” dit", 0),
            ("quoted", "le client dit « oui »", 1),
            ("url", "https://acme.example/client", 0),
            ("url", "voir acme.example/client", 0),
            ("handle", "merci @client", 0),
            ("hashtag", "merci #client", 0),
            ("email", "client@acme.example", 0),
            ("question", "Un client ?", 0),
            ("question", "Un client. Pourquoi ?", 1),
            ("mine", "jamais un client", 0),
            ("mine", "un client", 1),
        ],
    )
    @pytest.mark.parametrize("place", ["check", "rule"])
    def test_a_guard_silences(self, make: Make, guard: str, text: str, found: int, place: str) -> None:
        head = "guards: {mine: [jamais]}"
        own, rule = (f", guards: [{guard}]", "") if place == "check" else ("", f"guards: [{guard}]")
        check = f"{{kind: forbid, terms: [client]{own}}}"
        assert len(evidence(make, check, text, head=head, rule=rule)) == found

    def test_near_quotes_from_the_first_to_the_last(self, make: Make) -> None:
        check = "{kind: near, terms: [Cobalt], cues: [planté], within: 4}"
        assert evidence(make, check, "Oui, Cobalt a encore planté ses clients") == ["Cobalt a encore planté"]
        assert evidence(make, check, "Cobalt a une deux trois quatre cinq planté") == []


class TestNumberNear:
    CHECK = "{kind: number-near, terms: [churn, marge], within: 4}"

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Our churn fell to 2.1% last month", ["churn fell to 2.1%"]),
            ("Une marge de 12,5 % !", ["marge de 12,5 %"]),
            ("31 % de marge", ["31 % de marge"]),
            ("La marge grandit.", []),
            ("La marge. 12 personnes", []),
        ],
    )
    def test_a_figure_of_the_house(self, make: Make, text: str, found: list[str]) -> None:
        assert evidence(make, self.CHECK, text) == found

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("au 12 rue des Acacias", []),
            ("au 12 RUE DES ACACIAS !", []),
            ("au 14 rue des Acacias", ["14 rue des Acacias"]),
            ("au 12 rue des Acacias Nord", ["12 rue des Acacias Nord"]),
        ],
    )
    def test_a_public_address_may_be_said(self, make: Make, text: str, found: list[str]) -> None:
        pattern = r"'\d+ rue des \w+(?: nord)?'"
        review = make(f"{{kind: pattern, patterns: [{pattern}], published: true}}").read(
            text, language="fr", context={"public_addresses": ["12 rue des Acacias, Dijon"]}
        )
        assert [finding.evidence for finding in review] == found

    def test_a_published_figure_may_be_said(self, make: Make) -> None:
        context = {
            "when": "2026-04-14T10:00:00Z",
            "published": [{"fact": "churn 2.1 %", "since": "2026-04-01"}],
        }
        assert evidence(make, self.CHECK, "Our churn fell to 2.1%", context=context) == []
        assert evidence(make, self.CHECK, "Our churn fell to 1.9%", context=context) != []

    def test_a_unit_can_be_asked_for(self, make: Make) -> None:
        check = "{kind: number-near, terms: [marge], units: ['%', points]}"
        assert evidence(make, check, "marge 8px") == []
        assert evidence(make, check, "marge 8 points") == ["marge 8 points"]

    def test_units_may_be_a_list(self, make: Make) -> None:
        check = "{kind: number-near, terms: [marge], units: ['%', $big]}"
        head = "lists: {big: [points, '/millions?/']}"
        assert evidence(make, check, "marge 8 millions", head=head) == ["marge 8 millions"]
        assert evidence(make, check, "marge 8 points", head=head) == ["marge 8 points"]
        assert evidence(make, check, "marge 8 px", head=head) == []

    def test_the_number_can_be_said(self, make: Make) -> None:
        charter = make(self.CHECK)
        assert next(iter(charter.read("churn 2 %"))).values["number"] == "2 %"


def test_pattern_reads_the_plain_text_or_the_original(make: Make) -> None:
    assert evidence(make, "{kind: pattern, patterns: ['helv-\\d+']}", "voir HELV-123") == ["HELV-123"]
    assert evidence(make, "{kind: pattern, on: original, patterns: ['helv-\\d+']}", "voir HELV-123") == []
    text = "𝐀 voir : Éa HELV-1"
    assert evidence(make, "{kind: pattern, on: original, patterns: ['É\\w HELV-\\d+']}", text) == [
        "Éa HELV-1"
    ]
