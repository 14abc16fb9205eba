"""A French help page is French throughout: what Typer says of itself is English."""

from __future__ import annotations

import os
import re
import subprocess
import sys

SHOW = """
from typer.main import get_command
from typer.testing import CliRunner
from advocacy.cli import help_pages
from advocacy.cli.app import app
from advocacy.cli.speech import spoken

def tell(group, *before):
    for name, command in group.commands.items():
        words = [command.help or "", *(f"{each.metavar} {each.help}" for each in command.params)]
        print(" ".join([*before, name]), *words, sep="\\n\\t")
        if hasattr(command, "commands"):
            tell(command, *before, name)

help_pages.speak(spoken())
tell(get_command(app))
for words in ([], ["publish"], ["charter", "exempt"], ["conversions", "credit"], ["accept"]):
    print(CliRunner().invoke(app, [*words, "--help"], prog_name="advocacy").output)
"""
ENGLISH = (
    r"\b(the|of|and|with|which|write|show|this|Usage:|STORY|SHARE|ADVOCATE|FILE|TEXT|default|required)(?!-)\b"
)


def told(language: str) -> str:
    """Every text of every help page, and some pages as they are printed."""
    environment = {**os.environ, "ADVOCACY_LANG": language, "COLUMNS": "150"}
    command = [sys.executable, "-c", SHOW]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def test_a_french_page_has_no_english_in_it() -> None:
    french = told("fr")
    assert "Usage : advocacy accept [OPTIONS] PARTAGE" in french
    assert "Usage : advocacy charter exempt [OPTIONS] VERBE …" in french
    assert french.count("Montre cette aide.") == 5
    lines = [line for line in french.splitlines() if line.startswith(("\t", "│", " Usage"))]
    assert [line for line in lines if re.search(ENGLISH, re.sub("«.*?»", "", line))] == []


def test_an_english_page_names_what_a_verb_takes() -> None:
    english = told("en")
    assert "Usage: advocacy accept [OPTIONS] SHARE" in english
    assert english.count("Show this help.") == 5
    assert "<str>" not in english
