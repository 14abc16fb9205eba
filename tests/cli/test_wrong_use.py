"""A command line that cannot be read is told in the reader's language, and as JSON to programs."""

from __future__ import annotations

import json

import pytest

from advocacy.cli.app import run

CASES = {
    ("sttle",): "commande inconnue : « sttle » (peut-être : « settle »)",
    ("shares", "--colour"): "option inconnue : --colour",
    ("settle", "x"): "il manque l’argument « there|not-there|give-up » ; au choix : there, not-there",
    ("shares", "--state", "nope"): "valeur refusée pour « --state » : « nope » n’en est pas : « offered »",
    ("schedule", "extra"): "de trop : extra",
    ("adopt", "--by", "ops"): "il manque l’option « --role »",
    ("story", "show"): "il manque l’argument « HISTOIRE »",
    ("conversions", "credit", "--days", "0"): "valeur refusée pour « --days » : au moins 1",
    ("connect", "ada", "x", "--port", "y"): "valeur refusée pour « --port » : un nombre entier est attendu",
}


def answer(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(list(words))
    return int(ended.value.code or 0)


@pytest.mark.parametrize("words", CASES, ids=" ".join)
def test_what_cannot_be_read_is_told_in_french(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADVOCACY_LANG", "fr")
    monkeypatch.setenv("COLUMNS", "300")
    assert answer(*words) == 2
    told = capsys.readouterr()
    assert CASES[words] in told.err
    assert told.out == ""
    assert answer(*words, "--json") == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert CASES[words] in error["message"]["fr"]
    assert error["message"]["fr"] != error["message"]["en"]


def test_help_is_no_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer("publish", "--help") == 0
    assert "Publish" in capsys.readouterr().out
