"""Reading files that people wrote: what comes out, on which line it stood, and what is raised."""

from __future__ import annotations

import contextlib
import json
import string
import subprocess
import sys
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from advocacy.documents import (
    Day,
    Moment,
    Node,
    TimeZone,
    Unfit,
    Words,
    decode,
    json_schema,
    load,
    near_miss,
    read,
    read_csv,
    read_text,
    read_toml,
    read_yaml,
    resource,
    slug,
    understood,
    validate,
    validate_each,
)
from advocacy.documents.node import MAX_BYTES
from advocacy.errors import InvalidInput, NotFound
from advocacy.language import Text
from advocacy.track.imports import rows


def told(call: object, *args: object, **names: object) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        call(*args, **names)  # type: ignore[operator]
    assert all(mistake.message.fr and mistake.message.en for mistake in caught.value.mistakes)
    return [mistake.say("en") for mistake in caught.value.mistakes]


class TestYaml:
    @pytest.mark.parametrize("word", ["no", "NO", "yes", "on", "off", "y", "12:30", "1:30:00", "2026-03-02"])
    def test_a_word_that_yaml_1_1_would_convert_stays_text(self, word: str) -> None:
        assert read_yaml(f"a: {word}", name="f").data == {"a": word}

    @pytest.mark.parametrize("word", ["007", "0x1F", "0o17", "1_000", ".inf", ".nan", "+", "1e400", "9" * 30])
    def test_a_number_is_as_in_json(self, word: str) -> None:
        assert read_yaml(f"a: {word}", name="f").data == {"a": word}

    @pytest.mark.parametrize(
        ("word", "value"),
        [
            ("true", True),
            ("False", False),
            ("~", None),
            ("null", None),
            ("", None),
            ("12", 12),
            ("-1.5", -1.5),
        ],
    )
    def test_what_is_converted(self, word: str, value: object) -> None:
        assert read_yaml(f"a: {word}", name="f").data == {"a": value}

    def test_a_quoted_word_is_text(self) -> None:
        assert read_yaml("a: 'true'\nb: \"12\"\nc: !!str 12", name="f").data == {
            "a": "true",
            "b": "12",
            "c": "12",
        }

    def test_keys_are_text(self) -> None:
        assert read_yaml("no: 1\n12: 2\ntrue: 3", name="f").data == {"no": 1, "12": 2, "true": 3}

    def test_every_key_and_value_has_its_line(self) -> None:
        node = read_yaml("# first\na:\n  - b: 1\n    c:\n      deep\n  - d\n", name="f")
        assert node.key_line(("a",)) == 2
        assert node.line(("a", 0, "b")) == 3
        assert (node.key_line(("a", 0, "c")), node.line(("a", 0, "c"))) == (4, 5)
        assert node.line(("a", 1)) == 6
        assert node.line(("a", 1, "not there")) == 6

    def test_lines_inside_a_block_of_text(self) -> None:
        node = read_yaml("a: |\n  one\n\n  three\nb: 'x'\n", name="f")
        assert node.text_line(("a",), 3) == 4
        assert node.text_line(("b",), 1) == 5

    @pytest.mark.parametrize(("quote", "other"), [('"', '"'), ("'", "'")])
    def test_a_quote_left_open_is_told_where_it_was_opened(self, quote: str, other: str) -> None:
        text = f"a: 1\nb: {quote}left open\nc: 2\nd: {other}whole{other}\n"
        assert "opened at line 2" in told(read_yaml, text, name="f")[0]
        assert "opened" not in told(read_yaml, 'a: "one"\nb: "two" three\n', name="f")[0]

    @pytest.mark.parametrize(
        ("text", "line", "words"),
        [
            ("a: 1\nt: {fr: x, en: y\n", 2, "never closed (close it with }"),
            ("a: [x, y\nb: 2\n", 1, "never closed (close it with ]"),
            ("a: {fr: x: y, en: z}\n", 1, "unexpected colon in “a: {fr: x: y, en: z}”"),
            ("r:\n  terms: [#équitable]\n  b: 2\n", 2, 'put it in quotes: "#word"'),
            ("r:\n  terms: [x, #équitable]", 2, "begins a comment"),
            (
                "r:\n  - id: x\n    level: warn\n   check: 1\n",
                4,
                "align this line with “level” (line 3, column 5)",
            ),
            ("a:\n  b: 1\n c: 2\n", 3, "align this line with “b” (line 2, column 3)"),
            ("a:\n  b: 1\n   c: 2\n", 3, "align this line with “b” (line 2, column 3)"),
            (
                "a:\n  b:\n    - x\n    - {n: y}\n   c: [z]\n",
                5,
                "align this line with “b” (line 2, column 3)",
            ),
            (
                "a:\n  b:\n    - x\n    - {n: y}\n    c: [z]\n",
                5,
                "align this line with “b” (line 2, column 3)",
            ),
            ("a:\n  b: x\n    c: y\n", 3, "align this line with “b” (line 2, column 3)"),
        ],
    )
    def test_what_cannot_be_read_is_told_with_what_to_write(self, text: str, line: int, words: str) -> None:
        (only,) = told(read_yaml, text, name="f")
        assert only.startswith(f"f:{line}: ")
        assert words in only

    def test_a_list_item_that_is_not_aligned_is_not_led_astray(self) -> None:
        assert "align this" not in told(read_yaml, "a:\n  - x\n - y\n", name="f")[0]

    def test_all_duplicate_keys_are_told_at_once_with_both_lines(self) -> None:
        assert told(read_yaml, "a: 1\nb: 2\na: 3\nc: {d: 1, d: 2}\n", name="f") == [
            "f:3: a: “a” is already written on line 1: keep one of the two",
            "f:4: d: “d” is already written on line 4: keep one of the two",
        ]

    def test_after_a_hundred_mistakes_the_rest_is_given_up(self) -> None:
        assert len(told(read_yaml, "a: 1\n" * 5000, name="f")) == 100
        assert len(told(read_toml, "a = 1\n" * 5000, name="f")) == 100

    def test_an_alias_repeats_a_value(self) -> None:
        assert read_yaml("a: &x {k: 1}\nb: *x", name="f").data == {"a": {"k": 1}, "b": {"k": 1}}

    def test_a_bomb_is_refused_before_it_grows(self) -> None:
        levels = [
            f"{a}: &{a} [{', '.join([f'*{b}'] * 10)}]" for b, a in zip("abcdefgh", "bcdefghi", strict=True)
        ]
        bomb = "\n".join(["a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]", *levels])
        assert "too much is repeated" in told(read_yaml, bomb, name="f")[0]

    def test_an_alias_cannot_hold_itself(self) -> None:
        assert "refers to nothing" in told(read_yaml, "a: &x [*x]", name="f")[0]

    @pytest.mark.usefixtures("no_finalizers")
    @pytest.mark.parametrize("deep", ["[" * 100_000, "- " * 100_000, "{a: " * 100_000])
    def test_depth_is_bounded(self, deep: str) -> None:
        assert told(read_yaml, deep, name="f") == ["f:1: nested too deep (at most 50 levels)"]

    def test_size_is_bounded(self) -> None:
        assert "larger than 10 MB" in told(read_yaml, "é" * (MAX_BYTES // 2 + 1), name="f")[0]

    def test_a_tag_runs_nothing(self) -> None:
        assert "not allowed" in told(read_yaml, "a: !!python/object/apply:os.system [date]", name="f")[0]

    def test_one_document(self) -> None:
        assert told(read_yaml, "a: 1\n---\nb: 1", name="f")[0].startswith("f:2: a second document begins")

    def test_control_characters_are_told_with_their_line(self) -> None:
        assert told(read_yaml, "é: 1\nb: \x01", name="f") == [
            "f:2: an invisible character that is not allowed: delete it and retype the line"
        ]

    def test_a_byte_order_mark_is_nothing(self) -> None:
        assert read_yaml("\ufeffa: 1", name="f").data == {"a": 1}

    @given(st.text(alphabet=st.sampled_from("ab:-[]{}#&*!|>'\"%@`, \t\n?~1.\\é\x00\u2028"), max_size=60))
    def test_only_our_error_is_ever_raised(self, text: str) -> None:
        with contextlib.suppress(InvalidInput):
            assert isinstance(read_yaml(text, name="f"), Node)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
            ),
            max_leaves=10,
        )
    )
    def test_what_json_writes_is_read_back(self, data: object) -> None:
        written = json.dumps({"data": data})
        # YAML has no surrogate pairs; JSON writes the characters beyond the first plane as such.
        if "\\ud" not in written:
            assert read_yaml(written, name="f").data == {"data": data}


class TestToml:
    def test_lines_of_tables_arrays_and_inline_tables(self) -> None:
        text = '''\
a.b = 1 # [x]
[t]
text = """
[not a table]
"""
list = [
  1,
  {k = 2}, # }
]
[[p]]
n = 1
[[p]]
n = 2
[p.q]
r = 'x # y'
'''
        node = read_toml(text, name="f")
        expected = {
            ("a",): 1,
            ("a", "b"): 1,
            ("t",): 2,
            ("t", "text"): 3,
            ("t", "list"): 6,
            ("t", "list", 0): 7,
            ("t", "list", 1, "k"): 8,
            ("p", 0): 10,
            ("p", 0, "n"): 11,
            ("p", 1, "n"): 13,
            ("p", 1, "q"): 14,
            ("p", 1, "q", "r"): 15,
        }
        assert {path: node.line(path) for path in expected} == expected

    def test_dates_are_text(self) -> None:
        assert read_toml("a = 2026-03-02\nb = 2026-03-02T09:00:00Z\nc = 09:30:00", name="f").data == {
            "a": "2026-03-02",
            "b": "2026-03-02T09:00:00+00:00",
            "c": "09:30:00",
        }

    def test_windows_line_ends(self) -> None:
        assert read_toml("a = 1\r\nb = 2\r\n", name="f").line(("b",)) == 2

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("a", "= is missing in “a”"),
            ("\na = yes", "a TOML value that cannot be read in “a = yes” (put a text in double quotes;"),
            ('a = "x', "a quote that is never closed"),
            ("a = 'x\n", "a quote that is never closed"),
            ("a = [1\n", "a bracket [ that is never closed"),
            ("a = {b = 1", "a brace { that is never closed"),
            ("[a", "a missing bracket ]"),
            ("a.b = 1\na = 2", "“a = 2” is already defined above"),
            ("a = 1\n\na = 2", "“a” is already written on line 1: keep one of the two"),
            ("é = 1", "this TOML line cannot be read “é = 1”: the form is name = "),
            ("[]\n[]", "this TOML line cannot be read “[]”"),
        ],
    )
    def test_what_is_told(self, text: str, message: str) -> None:
        assert message in told(read_toml, text, name="f")[0]

    def test_keys_may_have_any_name(self) -> None:
        node = read_toml('newline = 1\nword = 2\n"" = 3\n"a.b".mark = 4', name="f")
        assert [node.line(path) for path in [("newline",), ("word",), ("",), ("a.b", "mark")]] == [1, 2, 3, 4]

    @pytest.mark.parametrize("piece", ["'", '"', '\\"', '\\"""', "'''\\", '"""\\\n'])
    def test_a_string_that_is_never_closed_costs_one_pass(self, piece: str) -> None:
        assert told(read_toml, 'a = "' + piece * 50_001, name="f")

    @pytest.mark.usefixtures("no_finalizers")
    @pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "{b = " * 5000])
    def test_depth_is_bounded(self, text: str) -> None:
        assert told(read_toml, text, name="f") == ["f:1: nested too deep"]

    @given(st.text(alphabet=st.sampled_from("ab=[]{}#'\"., \n\\1-:\té"), max_size=60))
    def test_only_our_error_is_ever_raised(self, text: str) -> None:
        try:
            data = tomllib.loads(text.replace("\r\n", "\n"))
        except tomllib.TOMLDecodeError:
            assert told(read_toml, text, name="f")
        else:
            assert read_toml(text, name="f").data == json.loads(
                json.dumps(data, default=str).replace("NaN", "0")
            )

    words = st.text(string.ascii_lowercase, min_size=1, max_size=4)

    @given(
        st.dictionaries(words, st.dictionaries(words, st.integers(0, 9), min_size=1, max_size=4), max_size=4)
    )
    def test_every_key_is_found_where_it_was_written(self, tables: dict[str, dict[str, int]]) -> None:
        lines: list[str] = []
        where: dict[tuple[str, ...], int] = {}
        for table, pairs in tables.items():
            lines += ["", f"[{table}]  # [{table}]"]
            where[(table,)] = len(lines)
            for key, value in pairs.items():
                lines.append(f'"{key}" = {value}')
                where[(table, key)] = len(lines)
        node = read_toml("\n".join(lines), name="f")
        assert {path: node.line(path) for path in where} == where


class TestCsv:
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_separators(self, separator: str) -> None:
        text = f"\ufeffId{separator}Name\r\nada{separator}Ada Morel\r\n"
        assert read_csv(text, name="f").data == [{"id": "ada", "name": "Ada Morel"}]

    def test_a_spreadsheet_s_separator_line(self) -> None:
        node = read_csv("sep=;\nid;name\nada;Ada, Countess\n", name="f")
        assert (node.data, node.line((0,))) == ([{"id": "ada", "name": "Ada, Countess"}], 3)

    def test_lines_with_quoted_line_ends_and_empty_rows(self) -> None:
        node = read_csv('a,b\n"x\ny",1\n\n,,\nz,2\n', name="f")
        assert [node.line((row,)) for row in range(2)] == [2, 6]
        assert node.child(1, "a").field() == "a"

    def test_mistakes_of_a_file_are_told_at_once(self) -> None:
        assert [line.split(" (")[0] for line in told(read_csv, 'a,a\n1,2,3\n4,"x\n', name="f")] == [
            "f:1: a: two columns are called “a”",
            "f:2: 3 cells for 2 columns",
            "f:3: a misplaced or never closed quote in the row that begins here",
        ]

    @pytest.mark.parametrize(("there", "here"), [(",", ";"), (";", ","), ("\t", ";")])
    def test_a_row_separated_otherwise_than_the_headings_is_told(self, there: str, here: str) -> None:
        text = f"id{there}name{there}team\nada{here}Ada Morel{here}sales\nben{here}Ben{here}sales\n"
        [only] = told(read_csv, text, name="f")
        assert only.startswith("f:2: ")
        assert "separate the cells of this row" in only
        with pytest.raises(InvalidInput, match="one separator in all of the file"):
            list(rows.table(text, name="f"))

    def test_a_separator_inside_a_cell_separates_nothing(self) -> None:
        text = 'id,tags,name\nada,"x;y;z"\nben,"a;b",Ben\n'
        assert read_csv(text, name="f").data[0] == {"id": "ada", "tags": "x;y;z"}

    @given(st.text(alphabet=st.sampled_from("ab,;\"\n\r\t \x00'é="), max_size=60))
    def test_only_our_error_is_ever_raised(self, text: str) -> None:
        with contextlib.suppress(InvalidInput):
            assert isinstance(read_csv(text, name="f").data, list)


class Level(StrEnum):
    BLOCK = "block"
    WARN = "warn"


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Forbid(Frozen):
    kind: Literal["forbid"]
    terms: tuple[str, ...] = Field(min_length=1)


class Length(Frozen):
    kind: Literal["length"]
    limit: int = Field(ge=1)


class File(Frozen):
    name: str = ""
    level: Level = Level.WARN
    checks: tuple[Annotated[Forbid | Length, Field(discriminator="kind")], ...] = ()
    either: str | list[str] | None = None
    flag: bool = False
    count: int = 0
    share: float = 0
    opens: Moment | None = None
    day: Day | None = None
    title: Words | None = None
    sizes: dict[str, int] = Field(default_factory=dict)


def wrong(text: str) -> list[str]:
    return told(validate, read_yaml(text, name="f"), File)


class TestValidate:
    def test_a_right_file(self) -> None:
        text = "level: block\nchecks: [{kind: length, limit: 3}]\ntitle: {fr: Un, en: One}\nsizes: {x: 1}"
        file = validate(read_yaml(text, name="f"), File)
        assert (file.level, file.checks[0], file.title) == (
            Level.BLOCK,
            Length(kind="length", limit=3),
            Text(fr="Un", en="One"),
        )

    def test_every_mistake_is_told_at_once_in_the_order_of_the_file(self) -> None:
        lines = [
            "level: blok",
            "checks:",
            "  - kind: forbid",
            "    termes: [a]",
            "  - kind: lenght",
            "  - limit: 3",
            "  - kind: length",
            "    limit: 0",
            "flag: yes",
            "count: '3'",
            "name: 1.10",
        ]
        assert wrong("\n".join(lines)) == [
            "f:1: level: unknown value “blok” (did you mean “block”?)",
            "f:3: checks[0].terms: this field is required and missing",
            "f:4: checks[0].termes: unknown field (did you mean “terms”?)",
            "f:5: checks[1].kind: unknown value “lenght” (did you mean “length”?)",
            "f:6: checks[2].kind: this field is required and missing",
            "f:8: checks[3].limit: at least 1 expected, not “0”",
            "f:9: flag: true or false expected, not “yes”",
            "f:10: count: whole number expected, not “3”",
            "f:11: name: text expected, not “1.1” (put it in quotes)",
        ]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("count: true", "count: whole number expected, not “true”"),
            ("count: 1.5", "count: whole number expected, not “1.5”"),
            ("share: x", "share: number expected, not “x”"),
            ("checks: {}", "checks: list expected, not a group of “key: value”"),
            ("checks: [x]", "checks[0]: group of “key: value” expected, not “x”"),
            ("checks: [{kind: forbid, terms: []}]", "checks[0].terms: list too short: at least 1"),
            ("either: 3", "either: text expected, not “3”; or list expected, not “3” (put it in quotes)"),
            ("either: [1]", "either[0]: text expected, not “1” (put it in quotes)"),
            (
                "opens: 1772442000",
                "opens: date and time expected, such as 2026-03-02T09:00+01:00, not “1772442000”",
            ),
            ("day: 2026-02-30", "day: date expected, such as 2026-03-02, not “2026-02-30”"),
            ("day: 20260302", "day: date expected, such as 2026-03-02, not “20260302”"),
            ("sizes: {x: big}", "sizes.x: whole number expected, not “big”"),
            ("title: {fr: Un, en: '', de: Eins}", "title.de: unknown field (allowed: fr, en)"),
            ("name:", "name: text expected, not nothing"),
            ("[]", "group of “key: value” expected, not a list"),
        ],
    )
    def test_what_is_told(self, text: str, message: str) -> None:
        assert wrong(text) in ([f"f:1: {message}"], [f"f:1: {message}", "f:1: title.en: an empty text"])

    def test_a_long_value_is_cut(self) -> None:
        assert len(wrong("count: " + "x" * 5000)[0]) < 120

    def test_rows_are_told_all_together(self) -> None:
        node = read_yaml("- {count: x}\n- {}\n- {share: y}", name="f")
        assert told(validate_each, node, File) == [
            "f:1: [0].count: whole number expected, not “x”",
            "f:3: [2].share: number expected, not “y”",
        ]
        assert validate_each(read_yaml("[{count: 1}]", name="f"), File) == (File(count=1),)

    def test_nothing_of_the_validator_s_own_words_leaks(self) -> None:
        for kind, text in [("flag: 3", "3"), ("day: [1]", "list"), ("sizes: 3", "3"), ("level: {}", "group")]:
            said = wrong(kind)[0]
            assert "Input should" not in said
            assert text in said

    @settings(max_examples=50)
    @given(
        st.dictionaries(
            st.sampled_from([*File.model_fields, "naem"]),
            st.none()
            | st.booleans()
            | st.integers()
            | st.text(max_size=5)
            | st.lists(st.integers(), max_size=2),
            max_size=4,
        )
    )
    def test_any_data_gives_a_model_or_mistakes_in_both_languages(self, data: dict[str, object]) -> None:
        try:
            validate(Node(data=data, name="f"), File)
        except InvalidInput as error:
            assert all(mistake.message.fr != mistake.message.en for mistake in error.mistakes)  # noqa: PT017

    def test_a_validator_tells_several_reasons_each_in_its_place(self) -> None:
        class Poem(Frozen):
            text: str

            def model_post_init(self, _context: object) -> None:
                second = Unfit(fr="deux", en="two", at=("text",), line=2, hint=Text(fr="ainsi", en="so"))
                raise Unfit(fr="un", en="one", at=("text",), line=1, more=[second])

        assert told(validate, read_yaml("text: |\n  a\n  b\n", name="f"), Poem) == [
            "f:2: text: one",
            "f:3: text: two (so)",
        ]


class TestNearMiss:
    def test_the_nearest_else_all(self) -> None:
        assert str(near_miss("Netwrok", ["network", "text"])) == "did you mean “network”?"
        assert str(near_miss("zzz", ["network", "text"])) == "allowed: network, text"
        assert near_miss("zzz", []) is None


class TestFiles:
    def test_a_file_becomes_a_model(self, tmp_path: Path) -> None:
        for name, text in [
            ("f.yaml", "count: 3"),
            ("f.yml", "count: 3"),
            ("f.json", '{"count": 3}'),
            ("f.toml", "count = 3"),
        ]:
            (tmp_path / name).write_text(text)
            assert load(tmp_path / name, File).count == 3

    def test_a_table(self, tmp_path: Path) -> None:
        (tmp_path / "f.csv").write_bytes("id;nom\r\nada;Adèle\r\n".encode("utf-8-sig"))
        assert read(tmp_path / "f.csv").data == [{"id": "ada", "nom": "Adèle"}]

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(NotFound, match="file not found"):
            read(tmp_path / "nowhere" / "f.yaml")

    def test_a_file_that_may_not_be_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_args: object, **_names: object) -> None:
            raise PermissionError

        (tmp_path / "f.yaml").touch()
        # Root, as whom containers run, may read everything: the refusal has to be ours.
        monkeypatch.setattr(Path, "open", refuse)
        assert "give yourself the right" in told(read, tmp_path / "f.yaml")[0]

    def test_a_name_that_is_no_path(self) -> None:
        assert "cannot be read" in told(read_text, "f\0.yaml")[0]

    def test_what_is_not_utf_8_is_told_with_its_line_as_a_spreadsheet_meant_it(self) -> None:
        raw = "id;nom\nada;Adèle\n".encode("cp1252")
        assert "f:2: the file is not in UTF-8" in told(decode, raw, name="f")[0]
        assert "“ada;Adèle”" in told(decode, raw, name="f")[0]

    def test_the_line_is_right_after_a_byte_order_mark(self) -> None:
        assert told(decode, b"\xef\xbb\xbfa\nb\n\xe7\n", name="f")[0].startswith("f:3: ")

    def test_size_is_bounded_before_all_is_read(self, tmp_path: Path) -> None:
        with (tmp_path / "f.yaml").open("wb") as stream:
            stream.truncate(MAX_BYTES * 100)
        assert "larger than 10 MB" in told(read, tmp_path / "f.yaml")[0]

    def test_files_that_come_with_the_package(self) -> None:
        assert resource("advocacy", "py.typed") == ""
        with pytest.raises(NotFound):
            resource("advocacy", "nothing.yaml")
        with pytest.raises(NotFound):
            resource("advocacy.nowhere", "nothing.yaml")


class TestSchema:
    def test_a_docstring_s_example_stays_out_of_it(self) -> None:
        class Place(BaseModel):
            """Where it is.

            >>> 1 + 1
            2
            """

            city: str

        assert json_schema(Place)["description"] == "Where it is."

    def test_bilingual_text_may_be_one_text(self) -> None:
        class Titled(BaseModel):
            title: Words

        assert {"type": "string", "minLength": 1} in json_schema(Titled)["properties"]["title"]["anyOf"]


@given(st.text(max_size=100))
def test_a_slug_is_a_slug(words: str) -> None:
    assert slug(slug(words)) == slug(words)
    assert set(slug(words)) <= set(string.ascii_lowercase + string.digits + "-")


def test_heavy_libraries_are_imported_on_first_use() -> None:
    code = (
        "import sys, advocacy.content, advocacy.people, advocacy.settings;"
        "print([name for name in ('yaml', 'jinja2', 'csv') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "yaml" not in done.stdout
    assert "jinja2" not in done.stdout


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Europe/Pariss", "did you mean “Europe/Paris”?"),
        ("Brussels", "did you mean “Europe/Brussels”?"),
        ("Europe/Lyon", "such as Europe/Paris: a large city of the country"),
    ],
)
def test_a_city_without_a_zone_of_its_own_is_not_taken_for_another(written: str, told: str) -> None:
    class Place(BaseModel):
        zone: TimeZone

    with pytest.raises(InvalidInput) as refused:
        understood({"zone": written}, Place)
    assert str(refused.value.mistakes[0].hint) == told


@pytest.mark.parametrize(
    ("name", "told"), [("a.csv", "“CSV UTF-8” or “UTF-8”"), ("a.yaml", "save it as “UTF-8”")]
)
@pytest.mark.parametrize("raw", ["titre: é".encode("cp1252"), "titre: é".encode("utf-16")])
def test_how_to_save_a_file_depends_on_its_kind(name: str, told: str, raw: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        decode(raw, name=name)
    assert told in refused.value.mistakes[0].say("en")
