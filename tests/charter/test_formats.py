from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from advocacy.charter import Charter
from advocacy.charter.formats import Case, Code, Format, Level, Notice, Sheet, notice_of, written
from advocacy.charter.sheets import Lines, codes_of, notices_of
from advocacy.errors import Mistake
from advocacy.language import Text
from charter.house import CHARTER

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


def object_of(needed: tuple[str, ...] = (), **fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(needed), "additionalProperties": False}


TEXT = {"type": "string"}
MESSAGE = object_of(("text",), text={**TEXT, "minLength": 1})
FROM_ONE = {"type": "integer", "minimum": 1}
REGION = object_of(
    ("startLine",), startLine=FROM_ONE, startColumn=FROM_ONE, endLine=FROM_ONE, endColumn=FROM_ONE
)
PLACE = object_of(
    ("artifactLocation", "region"),
    artifactLocation=object_of(("uri",), uri={**TEXT, "format": "uri-reference", "pattern": r"^[^\\\\ ]+$"}),
    region=REGION,
)
RULE = object_of(
    ("id",),
    id=TEXT,
    shortDescription=MESSAGE,
    help=MESSAGE,
    helpUri={**TEXT, "format": "uri", "pattern": "^https?://"},
)
DRIVER = object_of(
    ("name", "rules"),
    name={**TEXT, "minLength": 1},
    semanticVersion={**TEXT, "pattern": r"^\d+\.\d+\.\d+"},
    language={**TEXT, "pattern": "^[a-z]{2}(-[A-Z]{2})?$"},
    rules={"type": "array", "uniqueItems": True, "items": RULE},
)
RESULT = object_of(
    ("message", "ruleId", "ruleIndex", "level", "locations"),
    message=MESSAGE,
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level={"enum": ["none", "note", "warning", "error"]},
    locations={"type": "array", "items": object_of(("physicalLocation",), physicalLocation=PLACE)},
)
SARIF_WE_WRITE = object_of(
    ("version", "runs", "$schema"),
    version={"const": "2.1.0"},
    runs={
        "type": "array",
        "items": object_of(
            ("tool", "results"),
            tool=object_of(("driver",), driver=DRIVER),
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            results={"type": "array", "items": RESULT},
        ),
    },
    **{"$schema": {**TEXT, "format": "uri"}},
)
"""What SARIF 2.1.0 (OASIS, 27 March 2020, sections 3.13 to 3.30) says of the properties that we write.

Nothing else may stand there: a property is added here, from the standard, before it is written."""


@given(st.text(max_size=60), st.text(min_size=1, max_size=60), st.sampled_from(Level))
def test_sarif_has_the_form_of_the_standard_whatever_is_told(message: str, file: str, level: Level) -> None:
    told = sheet(message or "x", file=file.encode("utf-8", "replace").decode(), level=level)
    found = json.loads(written(told, "sarif", "en"))
    jsonschema.Draft202012Validator(SARIF_WE_WRITE).validate(found)
    (run,) = found["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


@given(ANYTHING, ANYTHING)
def test_a_command_says_what_was_told_once_it_is_read_back(message: str, file: str) -> None:
    command = written(sheet(message, file=file), "github", "en")
    head, _, data = command.removeprefix("::error ").partition("::")
    given_file = next((part[5:] for part in head.split(",") if part.startswith("file=")), "")
    for mark, code in ((",", "%2C"), (":", "%3A"), ("\n", "%0A"), ("\r", "%0D"), ("%", "%25")):
        given_file, data = given_file.replace(code, mark), data.replace(code, mark)
    assert given_file == file
    assert data == f"{message}\nadd one"


def test_a_whole_review_is_sarif_and_junit() -> None:
    charter = Charter.parse(CHARTER, name="charter.yaml")
    review = charter.read("Projet Boréal:\n100 % the best", network="x", language="en")
    notices = tuple(notices_of(review, file="posts/a b.txt", lines=Lines(review.draft.text, exact=True)))
    whole = Sheet(tool="advocacy review", cases=(Case(name="a", notices=notices),), codes=codes_of([review]))
    found = json.loads(written(whole, "sarif", "en"))
    jsonschema.Draft202012Validator(SARIF_WE_WRITE).validate(found)
    places = [each["locations"][0]["physicalLocation"]["region"] for each in found["runs"][0]["results"]]
    assert [(place["startLine"], place["startColumn"]) for place in places] == [(1, 1), (2, 7)]
    root = ET.fromstring(written(whole, "junit", "en").encode())  # noqa: S314  ours
    failure = root.find("./testsuite/testcase/failure")
    assert failure is not None
    assert failure.get("type") == "house.codename"
