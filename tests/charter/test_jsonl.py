from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.charter import Charter, Context, NetworkFacts
from advocacy.charter.jsonl import review_lines
from advocacy.errors import InvalidInput, NotFound, UnknownNetwork

CHARTER = Charter.parse("""
title: {fr: Charte, en: Charter}
articles:
  - id: a
    title: {fr: A, en: A}
    rules:
      - {id: a.zut, severity: block, check: {kind: forbid, terms: [zut]}, message: {fr: Non, en: No}}
      - {id: a.length, severity: block, check: {kind: length}, message: {fr: "{n} de trop", en: "{n} over"}}
      - id: a.cap
        severity: advise
        when: {since: 2026-01-01}
        check: {kind: forbid, terms: [cap]}
        message: {fr: a, en: a}
""")


def only(profile: str | None) -> Charter:
    if profile not in (None, "acme"):
        raise NotFound(fr=f"Aucune charte {profile}", en=f"No charter {profile}")
    return CHARTER


def answers(*lines: str | dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    given = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    return [json.loads(answer) for answer, _ in review_lines(given, only, **more)]


def test_lines_are_answered_in_order_and_empty_ones_passed_over() -> None:
    found = answers({"id": "a", "text": "zut"}, "", {"id": 2, "text": "oui", "expect": ["x"]}, "\n")
    assert [(line["id"], line["verdict"]) for line in found] == [("a", "block"), (2, "pass")]
    assert found[0]["findings"][0]["evidence"] == "zut"


@pytest.mark.usefixtures("no_finalizers")
@pytest.mark.parametrize(
    ("line", "known", "told"),
    [
        ("{", None, "not JSON"),
        ("[1]", None, "a JSON object expected"),
        ("3", None, "a JSON object expected"),
        ('{"id": "b"}', "b", "text"),
        ('{"id": "b", "text": 3}', "b", "text: text expected, not “3”"),
        ('{"id": "b", "text": null}', "b", "text: this field is required"),
        (
            '{"id": "b", "text": "a", "context": {"author": "boss"}}',
            "b",
            "context.author: unknown value “boss”",
        ),
        (
            '{"id": "b", "text": "a", "lang": "english"}',
            "b",
            "“english” is no language that the charter reads",
        ),
        ('{"id": "b", "text": "a", "context": {"when": "2026-01-01T10:00"}}', "b", "context.when"),
        ('{"id": "b", "text": "a", "context": {"profile": "other"}}', "b", "No charter other"),
        ('{"id": "b", "text": "a", "context": {"author_tz": "Mars/Base"}}', "b", "unknown time zone"),
        ('{"id": "b", "text": "a", "context": {"author_country": "Gaul"}}', "b", "two capitals"),
        ('{"id": "b", "text": "a", "context": {"posts_this_week": -1}}', "b", "at least 0"),
        ('{"id": "b", "text": "a", "context": []}', "b", "context: group of “key: value”"),
        ('{"id": "b", "text": "a", "n": ' + "9" * 5000 + "}", None, "too many digits"),
        ("[" * 100_000, None, "nested"),
    ],
)
def test_a_bad_line_is_told_and_the_run_goes_on(line: str, known: str | None, told: str) -> None:
    bad, good = answers(line, {"id": 1, "text": "oui"})
    assert bad["id"] == known
    assert told in bad["error"]["en"]
    assert bad["error"]["fr"] != bad["error"]["en"]
    assert good["verdict"] == "pass"
    assert [read for _, read in review_lines([line, '{"text": ""}'], only)] == [False, True]


def test_what_the_host_knows_is_used() -> None:
    assert answers({"text": "aaa", "network": "n"}, network_facts=lambda name: NetworkFacts(limit=len(name)))[
        0
    ]["findings"][0]["message"] == {"fr": "2 de trop", "en": "2 over"}
    assert answers({"text": "cap"})[0]["verdict"] == "pass"
    assert answers({"text": "cap"}, now=lambda: datetime(2026, 3, 1, tzinfo=UTC))[0]["verdict"] == "advise"


def test_a_misspelt_network_is_told_and_the_run_goes_on() -> None:
    def spelt(name: str) -> NetworkFacts | None:
        if name == "linkdin":
            raise UnknownNetwork(fr="Vouliez-vous dire linkedin ?", en="Did you mean linkedin?")
        return None if name == "glassdoor" else NetworkFacts()

    refused, warned, read = answers(
        *({"text": "a", "network": name} for name in ("linkdin", "glassdoor", "x")), network_facts=spelt
    )
    assert refused["error"]["en"] == "Did you mean linkedin?"
    assert "“glassdoor”" in warned["warnings"][0]["en"]
    assert "warnings" not in read


def test_a_place_that_a_rule_of_the_charter_names_is_known() -> None:
    text = "articles:\n  - {id: a, title: A, rules: [{id: a.b, severity: advise, when: {network: reviews}, "
    text += "check: {kind: forbid, terms: [zut]}, message: Non}]}"
    text += "\n  - {id: b, title: B, rules: [{id: b.c, severity: advise, "
    text += "check: {kind: length, limits: {intranet: 5}}, message: Long}]}"
    charter = Charter.parse(f"title: Charte\nnetworks: {{forum: {{limit: 9}}}}\n{text}")
    for name, said in (("reviews", False), ("forum", False), ("intranet", False), ("glassdoor", True)):
        line = json.dumps({"text": "a", "network": name})
        ((answer, _),) = review_lines([line], lambda _: charter, network_facts=lambda _: None)
        assert ("warnings" in json.loads(answer)) is said


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("netwrok", "did you mean “network”?"),
        ("Lang", "did you mean “lang”?"),
        ("author", '"context": {"author": …}'),
        ("zzz", "there are: id, text, lang, network, context"),
    ],
)
def test_an_unknown_key_of_a_line_warns(key: str, told: str) -> None:
    (found,) = answers({"text": "zut", key: "a"})
    assert (found["verdict"], len(found["warnings"])) == ("block", 1)
    assert told in found["warnings"][0]["en"]


def test_labels_beside_a_text_are_no_slips() -> None:
    labels = {"expect": ["a"], "evidence": {}, "why": "b", "optional": [], "team": "sales"}
    assert "warnings" not in answers({"id": 1, "text": "a", "lang": "FR", **labels})[0]


def test_an_unknown_context_key_warns() -> None:
    assert "mood" in answers({"text": "a", "context": {"mood": 1}})[0]["warnings"][0]["en"]


def test_an_unknown_key_of_a_part_warns_by_its_whole_name() -> None:
    (found,) = answers(
        {"text": "a", "context": {"images": [{"altt": "b"}], "crisis": {"name": "c", "untl": 1}}}
    )
    assert [each["en"].split("“")[1].split("”")[0] for each in found["warnings"]] == [
        "images[0].altt",
        "crisis.untl",
    ]


def test_a_key_without_a_value_is_as_good_as_absent() -> None:
    nothing = {"author": None, "when": None, "images": None, "crisis": None, "embargo": None}
    (found,) = answers({"text": "oui", "lang": None, "network": None, "context": nothing})
    assert (found["verdict"], "warnings" in found) == ("pass", False)
    assert answers({"text": "oui", "context": None})[0]["verdict"] == "pass"


def test_a_file_may_begin_with_a_byte_order_mark_and_end_its_lines_as_windows_does() -> None:
    assert answers('\ufeff{"id": 1, "text": "zut"}\r\n')[0]["verdict"] == "block"


@pytest.mark.parametrize("written", ["gb", "UK", " GB "])
def test_a_country_is_understood_as_one_writes_it(written: str) -> None:
    assert Context.of({"author_country": written, "sector": " Finance"}) == Context(
        author_country="GB", sector="finance"
    )


def test_what_python_passes_is_told_as_clearly() -> None:
    with pytest.raises(InvalidInput, match=r"context\.author: unknown value “boss”"):
        CHARTER.read("a", context={"author": "boss"})


def test_unpaired_surrogates_come_back_as_they_were() -> None:
    line = '{"id": 1, "text": "a \\ud83d zut \\udc00"}'
    (found,) = answers(line)
    assert found["findings"][0]["evidence"] == "zut"
    assert found["findings"][0]["start"] == 4


@given(st.text())
def test_no_line_ends_the_run(line: str) -> None:
    for answer, _ in review_lines([line], only):
        assert "\n" not in answer
        json.loads(answer)
