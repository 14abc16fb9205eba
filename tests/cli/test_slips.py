"""A slip in a charter is told with file, line and what was meant by every command that reads one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from charter.house import changed
from cli.conftest import Typed

_SLIPS = (
    ("[$boasts]", "[$boasts, $codename]", "$codenames"),
    ("when: {country: GB}", "when: {network: linkdin}", "linkedin"),
)


@pytest.mark.parametrize(
    "command",
    [
        ("charter", "lint", "charter.yaml"),
        ("charter", "test", "charter.yaml", "--mutants", "0"),
        ("charter", "explain", "house.best", "--charter", "charter.yaml"),
        ("charter", "page", "charter.yaml"),
        ("charter", "activate", "--by", "maria", "--role", "marketing"),
        ("charter", "diff", "charter.yaml"),
        ("review", "-", "--charter", "charter.yaml"),
        ("review", "-"),
    ],
)
def test_every_command_that_reads_a_charter_tells_a_slip_alike(
    tmp_path: Path, typed: Typed, command: tuple[str, ...]
) -> None:
    typed("init", ".")
    for old, new, meant in _SLIPS:
        text = changed((old, new))
        (tmp_path / "charter.yaml").write_text(text, encoding="utf-8")
        done = typed(*command, given="Bonjour")
        said = done.out + done.err
        assert done.code in (1, 2)
        assert f"did you mean “{meant}”?" in said
        line = next(n for n, line in enumerate(text.splitlines(), 1) if new in line)
        assert f"charter.yaml:{line}" in said


@pytest.mark.parametrize("network", ["linkdin", "LINKEDIN"])
def test_a_misspelt_network_of_a_line_is_told_as_that_of_the_option(
    tmp_path: Path, typed: Typed, network: str
) -> None:
    (tmp_path / "c.yaml").write_text(changed(), encoding="utf-8")
    lines = json.dumps({"text": "Bonjour", "network": network}) + '\n{"text": "Bonjour", "network": "x"}'
    by_line = typed("review", "--charter", "c.yaml", "--jsonl", "-", given=lines)
    by_option = typed("review", "-", "--charter", "c.yaml", "--network", network, given="Bonjour")
    refused, read = map(json.loads, by_line.out.splitlines())
    assert "Did you mean “linkedin”?" in refused["error"]["en"]
    assert refused["error"]["en"] in by_option.err
    assert (by_line.code, read["verdict"]) == (1, "pass")


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        ({"network": "linkdin"}, "Did you mean “linkedin”?"),
        ({"netwrok": "linkedin"}, "did you mean “network”?"),
        ({"lang": "english"}, "“english” is no language"),
    ],
)
def test_a_slip_in_a_line_that_is_replayed_is_told_with_its_line(
    tmp_path: Path, typed: Typed, slip: dict[str, str], told: str
) -> None:
    (tmp_path / "c.yaml").write_text(changed(), encoding="utf-8")
    good = {"id": 1, "text": "Bonjour", "network": "linkedin", "lang": "fr", "team": "a", "expect": []}
    lines = [json.dumps(good), json.dumps({"text": "Bonjour"} | slip)]
    (tmp_path / "posts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = typed("charter", "replay", "c.yaml", "--old", "c.yaml", "--jsonl", "posts.jsonl", "--workers", "1")
    assert done.code == 2
    assert "posts.jsonl:2: " in done.err
    assert told in done.err
