"""A slip in a charter is told with file, line and what was meant by every command that reads one."""

from __future__ import annotations

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
