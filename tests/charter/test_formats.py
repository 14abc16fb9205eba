from __future__ import annotations

import json
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from advocacy.charter.formats import Case, Code, Format, Level, Notice, Sheet, notice_of, written
from advocacy.charter.sheets import Lines
from advocacy.errors import Mistake
from advocacy.language import Text

ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def sheet(message: str = "no source", *, file: str = "charter.yaml", level: Level = Level.ERROR) -> Sheet:
    notice = Notice(
        code="no-source",
        level=level,
        message=Text(fr="aucune source", en=message),
        file=file,
        line=3,
        column=5,
        end_line=3,
        end_column=9,
        hint=Text(fr="ajoutez-en une", en="add one"),
    )
    cases = (Case(name="rule", group="g", file=file, line=3, notices=(notice,)), Case(name="fine", file=file))
    codes = {"no-source": Code(title=Text(fr="Une règle a une source.", en="A rule has a source."))}
    return Sheet(tool="advocacy charter lint", cases=cases, codes=codes)


def test_text_has_a_line_that_editors_know_and_what_to_do() -> None:
    assert written(sheet(), Format.TEXT, "en") == (
        "charter.yaml:3:5: error: no source [no-source]\n    add one"
    )
    assert written(sheet(), "text", "fr").startswith("charter.yaml:3:5: erreur: aucune source")


def test_a_command_for_a_forge_keeps_marks_from_ending_it() -> None:
    said = written(sheet("50 %\nmore", file="a,b:c.yaml"), "github", "en")
    assert said == (
        "::error file=a%2Cb%3Ac.yaml,line=3,col=5,endLine=3,endColumn=9,title=no-source"
        "::50 %25%0Amore%0Aadd one"
    )


@given(ANYTHING, ANYTHING)
def test_a_command_is_always_one_line(message: str, file: str) -> None:
    said = written(sheet(message, file=file), "github", "en")
    assert "\n" not in said
    assert "\r" not in said


def test_sarif_names_rule_place_and_level() -> None:
    found = json.loads(written(sheet(file="mes chartes/a.yaml"), "sarif", "fr"))
    assert found["version"] == "2.1.0"
    (run,) = found["runs"]
    assert run["tool"]["driver"]["rules"] == [
        {"id": "no-source", "shortDescription": {"text": "Une règle a une source."}}
    ]
    (result,) = run["results"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("no-source", 0, "error")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "mes%20chartes/a.yaml"
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9}


def test_junit_fails_a_case_for_an_error_and_not_for_a_note() -> None:
    for level, failures in ((Level.ERROR, "1"), (Level.WARNING, "1"), (Level.NOTE, "0")):
        root = ET.fromstring(written(sheet(level=level), "junit", "en").encode())  # noqa: S314  ours
        assert (root.get("tests"), root.get("failures")) == ("2", failures)
        assert (root.find(".//failure") is not None) is (failures == "1")
        assert (root.find(".//system-out") is not None) is (failures == "0")


@given(st.text(max_size=60), ANYTHING)
def test_junit_can_be_read_whatever_is_told(message: str, file: str) -> None:
    said = written(sheet(message, file=file), "junit", "en")
    ET.fromstring(said.encode())  # noqa: S314  ours


def test_a_mistake_in_a_file_becomes_a_notice() -> None:
    mistake = Mistake(message=Text(fr="inconnu", en="unknown"), file="a.yaml", line=4, field="articles[0]")
    found = notice_of(mistake)
    assert (found.file, found.line, found.message.en, found.level) == (
        "a.yaml",
        4,
        "articles[0]: unknown",
        Level.ERROR,
    )


@given(st.text("ab\n", max_size=40), st.data())
def test_a_place_in_a_text_leads_back_to_its_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    place = Lines(text, exact=True).place(start, end)
    lines = text.split("\n")

    def at(line: int, column: int) -> int:
        return sum(len(each) + 1 for each in lines[: line - 1]) + column - 1

    assert at(place["line"], place["column"]) == start
    assert at(place["end_line"], place["end_column"]) == end
