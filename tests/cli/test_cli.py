"""The command line as a person or a script meets it."""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError
from typer.main import get_command
from typer.testing import CliRunner

from advocacy.cli.app import app
from advocacy.cli.trouble import machine_trouble
from advocacy.publish.decide import FAR
from advocacy.storage.schema import shares
from advocacy.vault import new_key
from builders import advocate, approved, running

ROOT = Path(__file__).parents[2]


def advocacy(
    *arguments: str | Path, cwd: Path, given: str = "", language: str = "en", columns: str = "200"
) -> subprocess.CompletedProcess[str]:
    """Run the command as its own process."""
    environment = {**os.environ, "ADVOCACY_LANG": language, "PYTHONPATH": str(ROOT), "COLUMNS": columns}
    command = [sys.executable, "-m", "advocacy", *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=cwd,
        input=given,
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )


def verbs() -> list[tuple[str, ...]]:
    """Every command, as it is typed."""
    return list(_verbs_of(get_command(app)))


def _verbs_of(group: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if getattr(command, "commands", None):
            yield from _verbs_of(command, (*before, name))
        else:
            yield (*before, name)


@pytest.mark.parametrize("verb", verbs(), ids=" ".join)
def test_every_verb_has_help_and_stands_in_the_reference(verb: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, [*verb, "--help"])
    assert done.exit_code == 0
    assert "advocacy " + " ".join(verb) in (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("verb", verbs(), ids=" ".join)
def test_all_that_a_verb_takes_has_a_meaning(verb: tuple[str, ...]) -> None:
    command: Any = get_command(app)
    for name in verb:
        command = command.commands[name]
    assert [each.name for each in command.params if not getattr(each, "help", None)] == []


def test_a_new_programme_is_checked_in_both_languages(tmp_path: Path) -> None:
    assert advocacy("init", "prog", cwd=tmp_path).returncode == 0
    again = advocacy("init", "prog", cwd=tmp_path)
    assert again.returncode == 1
    assert "nothing was changed" in again.stderr
    english = advocacy("doctor", cwd=tmp_path / "prog")
    french = advocacy("doctor", cwd=tmp_path / "prog", language="fr")
    assert english.returncode == french.returncode == 0, english.stdout
    assert "charter read" in english.stdout
    assert "charte lue" in french.stdout


def test_check_is_another_name_of_doctor_that_help_does_not_list(tmp_path: Path) -> None:
    advocacy("init", ".", cwd=tmp_path)
    told = [json.loads(advocacy(verb, "--json", cwd=tmp_path).stdout) for verb in ("check", "doctor")]
    check, doctor = ([each for each in one if each["id"] != "clock.now"] for one in told)
    assert check == doctor
    listed = advocacy("--help", cwd=tmp_path).stdout
    assert "doctor" in listed
    assert "│ check " not in listed


def test_a_programme_is_found_from_a_folder_inside_it_and_its_absence_is_told(tmp_path: Path) -> None:
    advocacy("init", "prog", cwd=tmp_path)
    assert advocacy("story", "list", cwd=tmp_path / "prog/stories").returncode == 0
    nowhere = advocacy("story", "list", cwd=tmp_path)
    assert nowhere.returncode == 2
    assert "advocacy init" in nowhere.stderr
    assert advocacy("-C", tmp_path / "prog", "story", "list", "--json", cwd=tmp_path).stdout == "[]\n"


def test_an_error_is_json_when_json_is_asked_for(tmp_path: Path) -> None:
    advocacy("init", "prog", cwd=tmp_path)
    (tmp_path / "prog/bad.yaml").write_text("id: bad\nmesages: []\n", encoding="utf-8")
    done = advocacy("story", "add", "bad.yaml", "--json", cwd=tmp_path / "prog")
    assert done.returncode == 2
    error = json.loads(done.stdout)["error"]
    assert error["kind"] == "InvalidInput"
    assert {mistake["line"] for mistake in error["mistakes"]} >= {2}
    assert set(error["message"]) == {"fr", "en"}


@pytest.mark.parametrize("kind", ["story", "charter", "settings", "campaign", "advocate"])
def test_schemas_are_printed(tmp_path: Path, kind: str) -> None:
    schema = json.loads(advocacy("schema", kind, cwd=tmp_path).stdout)
    assert schema["type"] == "object"
    assert schema["properties"]


class TestReview:
    @pytest.fixture
    def charter(self, tmp_path: Path) -> Path:
        advocacy("init", ".", cwd=tmp_path)
        return tmp_path / "charter.yaml"

    def test_a_blocked_text_exits_with_1_and_says_why_and_how(self, charter: Path) -> None:
        arguments = ("review", "--charter", charter, "--network", "mastodon", "--lang", "fr", "-")
        done = advocacy(*arguments, cwd=charter.parent, given="Bravo au Projet Boréal")
        assert done.returncode == 1
        assert "Projet Boréal" in done.stdout
        assert "notre prochaine pompe" in done.stdout

    def test_a_clean_text_exits_with_0(self, charter: Path) -> None:
        arguments = ("review", "--charter", charter, "--lang", "en", "-")
        done = advocacy(*arguments, cwd=charter.parent, given="Hello.")
        assert done.returncode == 0

    def test_many_texts_keep_their_order_and_bad_lines_do_not_stop_them(self, charter: Path) -> None:
        lines = [
            json.dumps({"id": 1, "text": "Hello.", "lang": "en", "network": "x", "more": "ignored"}),
            "not json",
            json.dumps({"id": 3, "lang": "en"}),
            json.dumps({"id": 4, "text": "😀 Projet Boréal!", "network": "bluesky", "context": {}}),
        ]
        arguments = ("review", "--charter", charter, "--jsonl", "-")
        done = advocacy(*arguments, cwd=charter.parent, given="\n".join(lines))
        assert done.returncode == 1
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert [answer["id"] for answer in answers] == [1, None, 3, 4]
        assert [("error" in answer) for answer in answers] == [False, True, True, False]
        finding = answers[3]["findings"][0]
        assert (finding["start"], finding["end"], finding["evidence"]) == (2, 15, "Projet Boréal")
        assert finding["fix"] == {"replacement": "our next heat pump"}
        assert set(finding) >= {"rule", "group", "article", "severity", "message"}

    def test_a_folder_of_charters_is_chosen_from_by_profile(self, charter: Path) -> None:
        folder = charter.parent / "charters"
        folder.mkdir()
        charter.rename(folder / "acme.yaml")
        (folder / "other.yaml").write_text("title: {fr: Autre, en: Other}\n", encoding="utf-8")
        lines = [
            json.dumps({"id": name, "text": "Projet Boréal", "context": {"profile": name}})
            for name in ("acme", "other", "none")
        ]
        done = advocacy("review", "--charter", folder, "--jsonl", "-", cwd=folder, given="\n".join(lines))
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert [answer.get("verdict") for answer in answers] == ["block", "pass", None]
        assert "acme, other" in answers[2]["error"]["en"]


WRONG_USE = {
    "an unknown answer": ("settle", "x", "perhaps", "--by", "me", "--role", "hr"),
    "an unknown state of a story": ("story", "list", "--state", "dratf"),
    "an unknown state of a share": ("shares", "--state", "quued"),
    "an unknown hold": ("release", "chartre", "--by", "me", "--role", "hr"),
    "a file for a folder": ("init", "advocates.csv"),
    "no programme there": ("-C", "nowhere", "doctor"),
    "no database there": ("-C", "postgresql://nobody:s3cr3t@127.0.0.1:1/none", "doctor"),
}


@pytest.mark.parametrize("arguments", WRONG_USE.values(), ids=WRONG_USE)
def test_wrong_use_is_told_in_words_and_makes_nothing(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    advocacy("init", ".", cwd=tmp_path)
    before = sorted(tmp_path.iterdir())
    done = advocacy(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "s3cr3t" not in done.stderr + done.stdout
    made = {path.name for path in tmp_path.iterdir()} - {path.name for path in before}
    assert made <= {"advocacy.db", "advocacy.db.installation", "advocacy.db-shm", "advocacy.db-wal"}


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    advocacy("init", ".", cwd=tmp_path)
    done = advocacy("report", "--html", "no/such/folder/report.html", cwd=tmp_path, language="fr")
    assert done.returncode == 1
    assert "vos droits" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    full = DatabaseError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
    told = machine_trouble(full).text
    assert "database or disk is full" in told.en
    assert "la place" in told.fr
    assert "INSERT" not in told.en


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    advocacy("init", ".", cwd=tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = advocacy("serve", "--port", str(taken.getsockname()[1]), "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["kind"] == "ConfigurationError"
    assert done.stderr == ""


def test_an_upgrade_finds_the_programme_from_a_folder_inside_it(tmp_path: Path) -> None:
    advocacy("init", ".", cwd=tmp_path)
    assert advocacy("upgrade", "--json", cwd=tmp_path / "stories").returncode == 0
    assert not (tmp_path / "stories/advocacy.db").exists()


class TestConnect:
    @pytest.fixture
    def prog(self, tmp_path: Path) -> Path:
        advocacy("init", ".", cwd=tmp_path)
        advocacy("advocate", "import", "advocates.csv", cwd=tmp_path)
        return tmp_path

    def test_no_secret_is_told(self, prog: Path) -> None:
        done = advocacy("connect", "ada", "mastodon", cwd=prog, given="\n", language="fr")
        assert done.returncode == 2
        assert "collez le secret" in done.stderr

    def test_a_server_that_does_not_answer_is_told(self, prog: Path) -> None:
        settings = prog / "advocacy.toml"
        own = '[networks.mastodon]\nallow_private_hosts = ["127.0.0.1"]\n'
        settings.write_text(settings.read_text(encoding="utf-8") + own, encoding="utf-8")
        where = ("connect", "ada", "mastodon", "--host", "http://127.0.0.1:1")
        done = advocacy(*where, cwd=prog, given="s3cr3t\n")
        assert done.returncode == 1
        assert "--host" in done.stderr
        assert "s3cr3t" not in done.stderr

    def test_a_network_that_nobody_knows_is_told(self, prog: Path) -> None:
        done = advocacy("connect", "ada", "mastodn", cwd=prog, given="x\n")
        assert done.returncode == 2
        assert "mastodon" in done.stderr


def test_the_notes_of_a_report_are_printed_whole(tmp_path: Path) -> None:
    advocacy("init", ".", cwd=tmp_path)
    advocacy("advocate", "import", "advocates.csv", cwd=tmp_path)
    advocacy("story", "add", "stories/hello.yaml", cwd=tmp_path)
    advocacy("story", "submit", "hello", cwd=tmp_path)
    advocacy("story", "approve", "hello", "--by", "maria", "--role", "marketing", cwd=tmp_path)
    advocacy("story", "approve", "hello", "--by", "claire", "--role", "hr", cwd=tmp_path)
    advocacy("offer", "hello", cwd=tmp_path)
    done = advocacy("report", cwd=tmp_path, columns="60")
    assert "so that no one person shows." in " ".join(done.stdout.split())


def test_every_verb_writes_json(tmp_path: Path) -> None:
    without = [
        " ".join(verb)
        for verb in verbs()
        if "--json" not in CliRunner().invoke(app, [*verb, "--help"], env={"COLUMNS": "200"}).output
    ]
    assert without == []


def test_the_reference_says_what_the_commands_say(tmp_path: Path) -> None:
    check = [sys.executable, ROOT / "scripts/cli-reference", "--check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    blank = re.findall(r"^\| `.*` \| +\|$", (ROOT / "docs/reference/cli.md").read_text("utf-8"), re.MULTILINE)
    assert blank == []


def test_publishing_that_leaves_a_share_in_doubt_failed_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVOCACY_KEY", new_key())
    with running(tmp_path, [advocate("ada")]) as (program, _fake):
        share = program.accept(approved(program)[0], by="ada")
        doubt = {"state": "unknown", "unknown_since": share.offered_at, "due_at": FAR}
        with program.store.begin() as tx:
            tx.execute(shares.update().where(shares.c.id == share.id).values(doubt))
    done = advocacy("-C", tmp_path / "advocacy.db", "publish", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "1 in doubt" in done.stderr
    assert "advocacy shares --state unknown" in done.stderr
    told = advocacy("-C", tmp_path / "advocacy.db", "publish", "--json", cwd=tmp_path)
    assert (told.returncode, json.loads(told.stdout)["waiting"]) == (1, {"unknown": 1})
