"""What people read: whole names, states in their language, and numbers that agree with their nouns."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from advocacy.cli.output import table
from advocacy.cli.speech import counted
from advocacy.share import ShareState

URL = "http://127.0.0.1:33301/@ada/114000000000000002"


def _printed(state: ShareState, *, width: int) -> str:
    columns = ["id", "histoire", "ambassadeur", "réseau", "état", "post ou raison"]
    row = (
        "49bf50f3779a",
        "hello",
        "ada",
        "mastodon",
        state,
        URL,
    )
    console = Console(file=io.StringIO(), width=width, soft_wrap=True)
    console.print(table("", columns, [row]))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_an_id_can_be_copied_from_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVOCACY_LANG", "fr")
    assert "49bf50f3779a" in _printed(ShareState.PUBLISHED, width=60)


def test_a_row_read_by_another_program_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("ADVOCACY_LANG", "fr")
    head, row = _printed(ShareState.ON_HOLD, width=60).splitlines()
    assert row.split() == ["49bf50f3779a", "hello", "ada", "mastodon", "retenu", URL]
    assert head.startswith("id ")


def test_the_narrowest_column_is_there_however_long_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    console = Console(file=io.StringIO(), width=60, soft_wrap=True)
    console.print(table("", ["", "id", "to do"], [("✗", "x" * 90, "y" * 90)]))
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().splitlines()[1] == f"✗  {'x' * 90}  {'y' * 90}"


def test_a_row_read_by_a_person_fits_their_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(len, _printed(ShareState.ON_HOLD, width=60).splitlines())) <= 60


@pytest.mark.parametrize("state", ShareState)
def test_a_state_is_told_in_the_language_of_the_reader(
    state: ShareState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVOCACY_LANG", "en")
    assert state.value in _printed(state, width=200)
    monkeypatch.setenv("ADVOCACY_LANG", "fr")
    assert state.told.fr in _printed(state, width=200)
    assert state.value not in _printed(state, width=200)


@pytest.mark.parametrize(
    ("n", "fr", "en"),
    [
        (0, "0 partage retenu", "0 shares held"),
        (1, "1 partage retenu", "1 share held"),
        (2, "2 partages retenus", "2 shares held"),
    ],
)
def test_a_number_agrees_with_its_noun(n: int, fr: str, en: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for language, told in (("fr", fr), ("en", en)):
        monkeypatch.setenv("ADVOCACY_LANG", language)
        words = counted(n, fr=("partage retenu", "partages retenus"), en=("share held", "shares held"))
        assert words == told
