"""The tables of ``docs/reference/bad-input.md`` are true: each row is a test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advocacy.charter import Charter
from advocacy.content import Story
from advocacy.documents import decode, read, read_yaml, validate
from advocacy.errors import AdvocacyError, InvalidInput
from advocacy.people import read_advocates
from advocacy.program.charter_files import whole_of
from advocacy.settings import Settings

PAGE = (Path(__file__).parents[1] / "docs/reference/bad-input.md").read_text(encoding="utf-8")
SECTIONS = PAGE.split("\n## ")[1:]
CELL = re.compile(r"(?<!\\)\|")


def _rows(section: str) -> Iterator[list[str]]:
    for line in section.split("\n"):
        if line.startswith("| ") and not line.startswith(("| ---", "| line", "| what")):
            yield [cell.replace("\\|", "|") for cell in CELL.split(line)[1:-1]]


def _code(cell: str) -> list[str]:
    return re.findall(r"`([^`]*)`", cell)


def _good(section: str) -> tuple[str, str]:
    name, text = re.findall(r"`([\w.]+)`:\n\n```\w+\n(.*?)```", section, re.DOTALL)[0]
    return name, text


def _cases() -> Iterator[object]:
    for section in SECTIONS[:-1]:
        name, text = _good(section)
        for line, written, told, said in _rows(section):
            stands = "".join(_code(written)).replace("⏎", "\n").replace("⇥", "\t")
            place, _, encoding = line.strip().partition(", saved as ")
            changed = stands if place == "all" else _with_line(text, int(place), stands)
            raw = changed.encode(encoding or "utf-8")
            yield pytest.param(name, raw, _code(told), _code(said), id=f"{name}:{stands[:40]!r}")


def _with_line(text: str, number: int, stands: str) -> str:
    lines = text.split("\n")
    lines[number - 1] = stands
    return "\n".join(lines)


def _story(raw: bytes, name: str) -> None:
    validate(read_yaml(decode(raw, name=name), name=name), Story)


def _settings(raw: bytes, name: str) -> None:
    Path(name).write_bytes(raw)
    Settings.load(name, environ={})


def _advocates(raw: bytes, name: str) -> None:
    read_advocates(decode(raw, name=name), name=name, networks=("bluesky", "linkedin", "mastodon"))


def _charter(raw: bytes, name: str) -> None:
    Charter.of(whole_of(decode(raw, name=name), name=name))


READ: dict[str, Callable[[bytes, str], None]] = {
    "story.yaml": _story,
    "advocacy.toml": _settings,
    "advocates.csv": _advocates,
    "charter.yaml": _charter,
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("section", SECTIONS[:-1], ids=[_good(section)[0] for section in SECTIONS[:-1]])
def test_the_right_files_are_right(section: str) -> None:
    name, text = _good(section)
    READ[name](text.encode(), name)


@pytest.mark.parametrize(("name", "raw", "told", "said"), list(_cases()))
def test_what_is_told_of_a_wrong_file(name: str, raw: bytes, told: list[str], said: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        READ[name](raw, name)
    assert [mistake.say("en") for mistake in caught.value.mistakes] == told
    assert [mistake.say("fr") for mistake in caught.value.mistakes] == said


def test_there_are_enough_of_them() -> None:
    assert len(list(_cases())) >= 25


def test_files_that_cannot_be_opened() -> None:
    Path("stories").mkdir()
    Path("stories/aria.yaml").write_text("")
    Path("stories.yaml").mkdir()
    Path("story.docx").write_text("")
    wrong = ["stories/aria.yml", "stories.yaml", "story.docx"]
    for path, (_, told, said) in zip(wrong, _rows(SECTIONS[-1]), strict=True):
        with pytest.raises(AdvocacyError) as caught:
            read(path)
        assert [caught.value.text.en] == _code(told)
        assert [caught.value.text.fr] == _code(said)
