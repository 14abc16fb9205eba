"""The page is followed to the letter: its files are written down, and its test is run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT.joinpath("docs/how-to/add-a-network.md").read_text("utf-8")
FILE = re.compile(r'^```python title="([\w.]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)


def test_following_the_page_ends_with_a_green_contract(tmp_path: Path) -> None:
    files = dict(FILE.findall(PAGE))
    assert set(files) == {"plaza.py", "test_plaza.py"}
    for name, text in files.items():
        tmp_path.joinpath(name).write_text(text, "utf-8")
    command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_plaza.py"]
    run = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT)}
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "passed" in run.stdout


def test_the_connector_of_the_page_is_short() -> None:
    assert len(dict(FILE.findall(PAGE))["plaza.py"].splitlines()) <= 200
