from __future__ import annotations

from typing import Any

from advocacy.charter.coverage import Coverage, coverage
from advocacy.charter.gathering import gathered
from advocacy.charter.mutants import Mutation, Taken, mutated
from advocacy.charter.rehearsal import Rehearsal
from charter.house import CHARTER, changed


def rehearsed(text: str) -> Rehearsal:
    return Rehearsal.of(gathered(text, name="charter.yaml"))


def mutants(text: str, **options: Any) -> Mutation:
    return mutated(rehearsed(text), **options)


def covered(text: str) -> Coverage:
    rehearsal = rehearsed(text)
    return coverage(rehearsal, mutated(rehearsal))


def test_examples_that_need_every_part_leave_no_survivor() -> None:
    found = mutants(CHARTER)
    assert {each.part for each in found.mutants} == {"guards joking", "guards quoted", "terms"}
    assert found.survivors == ()
    assert found.noticed == found.total > 0


def test_a_term_without_an_example_survives() -> None:
    found = mutants(changed(("the best]", "the best, unrivalled]")))
    assert [(each.rule, each.term, each.origin) for each in found.survivors] == [
        ("house.best", "unrivalled", "$boasts")
    ]


def test_a_guard_without_an_example_survives() -> None:
    found = mutants(changed((', "On dit « Projet Boréal » ?"', "")))
    assert [each.part for each in found.survivors] == ["guards quoted"]


def test_a_term_of_a_list_is_missed_when_any_rule_has_an_example_for_it() -> None:
    second = """
      - id: house.again
        severity: advise
        check: {kind: forbid, terms: [$boasts]}
        message: {fr: a, en: b}
        ok: {fr: [x], en: [x]}
        nok: {fr: [le meilleur], en: [le meilleur]}
"""
    found = mutants(CHARTER + second)
    assert any(not each.killed and each.term == "the best" for each in found.mutants)
    assert found.survivors == ()


def test_the_names_of_the_house_are_not_taken_out() -> None:
    assert all("Boréal" not in each.term for each in mutants(CHARTER).mutants)


def test_no_more_are_tried_than_allowed_and_always_the_same() -> None:
    few = mutants(CHARTER, most=2)
    assert len(few.mutants) == 2
    assert few.possible == 4
    assert few.mutants == mutants(CHARTER, most=2).mutants


def test_each_step_is_told() -> None:
    steps: list[tuple[int, int]] = []
    mutated(rehearsed(CHARTER), on_step=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_coverage_counts_languages_networks_and_guards() -> None:
    found = covered(CHARTER)
    cells = found.total("cells")
    assert (cells.reached, cells.total) == (8, 8)
    assert (found.total("guards").reached, found.total("guards").total) == (2, 2)
    assert found.total("networks").total == 0


def test_a_network_that_a_rule_tells_apart_needs_a_bad_example() -> None:
    told = ("when: {country: GB}", "when: {network: [x, linkedin]}")
    example = ("[It is the best.]", "[{text: It is the best., network: x}]")
    assert covered(changed(told, example)).total("networks").missed == ("house.best: linkedin",)


def test_only_conditions_that_the_file_gives_are_taken_out() -> None:
    swap = "check: {kind: prefer, swaps: [{terms: [le meilleur, the best], better: bon%s}]}"
    forbid = "check: {kind: forbid, terms: [$boasts]}"
    assert mutants(changed((forbid, swap % ""))).of(Taken.CONDITION).total == 2  # those of the other rule
    guarded = mutants(changed((forbid, swap % ", guards: [quoted]"))).of(Taken.CONDITION)
    assert [each.part for each in guarded.survivors] == ["swaps[0].guards quoted"]


def test_kinds_of_parts_are_counted_apart() -> None:
    found = mutants(changed(("the best]", "the best, unrivalled]")))
    assert {taken: (found.of(taken).noticed, found.of(taken).total) for taken in Taken} == {
        Taken.CONDITION: (2, 2),
        Taken.WORD: (0, 0),
        Taken.LISTED: (2, 3),
    }


def test_the_rules_of_packs_are_left_out_when_only_ones_own_are_asked_about() -> None:
    rehearsal = rehearsed(changed(("country: FR", "packs: [core]")))
    mutation = mutated(rehearsal, of_packs=False)
    assert {each.rule for each in mutation.mutants} == {"house.codename", "house.best"}
    assert {rule.rule for rule in coverage(rehearsal, mutation, of_packs=False).rules} == {
        "house.codename",
        "house.best",
    }


def test_a_unit_is_taken_out_as_a_hand_would() -> None:
    check = "check: {kind: number-near, terms: [ventes], units: %s}"
    swaps = (
        ("[le meilleur, the best]", "[ventes]"),
        ("[Une bonne lampe.]", "[ventes 3 x]"),
        ("[A good lamp.]", "[ventes 3 y]"),
        ("[C’est le meilleur.]", "[ventes 3 %]"),
        ("[It is the best.]", "[ventes 3 million]"),
    )
    whole = changed(*swaps, ("check: {kind: forbid, terms: [$boasts]}", check % '["%", million, pieces]'))
    assert [(each.part, each.term) for each in mutants(whole).survivors] == [("units", "pieces")]
    alone = changed(*swaps, ("check: {kind: forbid, terms: [$boasts]}", check % '["%", million]'))
    assert mutants(alone).survivors == ()


def test_each_part_is_told_with_the_file_and_line_where_it_stands() -> None:
    check = """
          - {kind: forbid, terms: [$boasts, =unrivalled, '/on\\sly/'], guards: [quoted],
             near: [{any: [shop]}, {any: [day]}],
             unless: [maybe]}
          - kind: prefer
            swaps:
              - {terms: [kids], better: children,
                 guards: [question]}
          - {kind: number-near, terms: [sales],
             units: [pieces]}
"""
    lists = """lists:
  more:
    - peerless
  boasts: [le meilleur, the best,
    matchless, $more]
"""
    text = changed(
        ("lists:\n  boasts: [le meilleur, the best]\n", lists),
        (" {kind: forbid, terms: [$boasts]}\n", check),
        ("guards: [joking]", "guards:\n          - joking"),
    )
    lines = text.splitlines()
    found = mutants(text).mutants
    assert {each.file for each in found} == {"charter.yaml"}
    told = {f"{each.part}|{each.term}": lines[each.line - 1] for each in found}
    for part, shown in {
        "guards joking|": "- joking",
        "terms|peerless": "- peerless",
        "terms|matchless": "matchless",
        "terms|the best": "the best",
        "terms|unrivalled": "=unrivalled",
        "terms|/on\\sly/": "/on",
        "check[0].guards quoted|": "guards: [quoted]",
        "check[0].near[1]|": "{any: [day]}",
        "near[1].any|day": "{any: [day]}",
        "check[0].unless[0]|": "unless: [maybe]",
        "swaps[0].terms|kids": "terms: [kids]",
        "check[1].swaps[0].guards question|": "guards: [question]",
        "units|pieces": "units: [pieces]",
    }.items():
        assert shown in told[part], part


def test_a_part_of_a_pack_is_told_in_the_packs_file() -> None:
    found = mutants(changed(("country: FR", "packs: [accessibility]")), most=40).mutants
    assert {each.file for each in found} - {"charter.yaml"}
    assert all(each.line > 1 for each in found)
