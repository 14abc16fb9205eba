"""The hooks of `.pre-commit-hooks.yaml`, run by pre-commit in a git repository of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

from charter.house import CHARTER, changed
from ready_command import ready_command

ROOT = Path(__file__).parents[2]
STORY = """id: bench
campaign: spring
title: {fr: Le banc, en: The bench}
messages:
  - {network: linkedin, language: fr, text: "Je travaille chez Acme. Vive le Projet Boréal !"}
"""


def git(folder: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@acme.example", "-c", "core.hooksPath=.git/hooks")
    return subprocess.run(
        ["git", *who, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def write_hooks(folder: Path) -> None:
    """The published hooks as hooks of this repository: the same, but that nothing has to be installed."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    local = [{**hook, "language": "system"} for hook in hooks]
    config = {"repos": [{"repo": "local", "hooks": local}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")


def test_a_commit_is_refused_says_where_and_passes_once_it_is_mended(tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    (repository / "stories").mkdir(parents=True)
    charter, story = repository / "charter.yaml", repository / "stories/bench.yaml"
    charter.write_text(changed(("It is the best", "It is good")), encoding="utf-8")
    story.write_text(STORY, encoding="utf-8")
    with ready_command() as ready:
        around = {**ready, "ADVOCACY_LANG": "en", "COLUMNS": "200", "PRE_COMMIT_HOME": str(tmp_path / "home")}
        git(repository, around, "init", "--quiet")
        write_hooks(repository)
        installed = subprocess.run(
            [sys.executable, "-m", "pre_commit", "install"],
            cwd=repository,
            env={**os.environ, **around},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert installed.returncode == 0, installed.stdout + installed.stderr
        git(repository, around, "add", ".")

        refused = git(repository, around, "commit", "--message", "a story")
        assert refused.returncode == 1
        said = refused.stdout + refused.stderr
        assert "stories/bench.yaml:5: error: “Projet Boréal” is internal. [house.codename]" in said
        assert re.search(r"advocacy charter lint\.+Passed", said)
        assert "house.best nok.en[0]: should be found, but is left alone" in said

        charter.write_text(CHARTER, encoding="utf-8")
        story.write_text(STORY.replace("le Projet Boréal", "notre projet"), encoding="utf-8")
        git(repository, around, "add", ".")
        passed = git(repository, around, "commit", "--message", "a story")
        assert passed.returncode == 0, passed.stdout + passed.stderr
        assert passed.stderr.count("Passed") == 3
        assert git(repository, around, "log", "--format=%s").stdout == "a story\n"
