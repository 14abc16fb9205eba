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

from advocacy.cli.app import app
from advocacy.cli.trouble import machine_trouble
from advocacy.publish.decide import FAR
from advocacy.storage.schema import shares
from advocacy.vault import new_key
from builders import advocate, approved, running
from cli.conftest import Done, Typed

ROOT = Path(__file__).parents[2]


def process(*arguments: str | Path, given: str = "", language: str = "en") -> Done:
    """Run the command as its own process, in this folder."""
    done = subprocess.run(
        [Path(sys.executable).parent / "advocacy", *map(str, arguments)],
        input=given,
        capture_output=True,
        text=True,
        env={**os.environ, "ADVOCACY_LANG": language, "COLUMNS": "200"},
        timeout=120,
        check=False,
    )
    return Done(code=done.returncode, out=done.stdout, err=done.stderr)


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
def test_every_verb_has_help_and_stands_in_the_reference(typed: Typed, verb: tuple[str, ...]) -> None:
    assert typed(*verb, "--help").code == 0
    assert "advocacy " + " ".join(verb) in (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def group() -> Any:
    """All verbs, as Typer reads them."""
    return get_command(app)


@pytest.mark.parametrize("verb", verbs(), ids=" ".join)
def test_all_that_a_verb_takes_has_a_meaning(group: Any, verb: tuple[str, ...]) -> None:
    command = group
    for name in verb:
        command = command.commands[name]
    assert [each.name for each in command.params if not getattr(each, "help", None)] == []


A_VERB_OF_EACH_HEADING = (
    ("upgrade",),
    ("review", "--lang", "fr", "-"),
    ("grants", "ada"),
    ("shares", "--state", "nope"),
    ("links", "list"),
)


@pytest.mark.parametrize("words", A_VERB_OF_EACH_HEADING, ids=lambda words: words[0])
def test_a_command_does_in_its_own_process_what_it_does_in_ours(typed: Typed, words: tuple[str, ...]) -> None:
    typed("init", ".")
    typed("advocate", "import", "advocates.csv")
    given = "Le Projet Boréal 😀\n"
    alone, ours = (run(*words, given=given, language="fr") for run in (process, typed))
    assert (alone.code, alone.out, alone.err) == (ours.code, ours.out, ours.err)
    assert alone.out + alone.err


def test_a_new_programme_is_checked_in_both_languages(typed: Typed, tmp_path: Path) -> None:
    assert typed("init", "prog").code == 0
    again = typed("init", "prog")
    assert again.code == 1
    assert "nothing was changed" in again.err
    english = typed("doctor", folder=tmp_path / "prog")
    french = typed("doctor", folder=tmp_path / "prog", language="fr")
    assert english.code == french.code == 0, english.out
    assert "charter read" in english.out
    assert "charte lue" in french.out


def test_check_is_another_name_of_doctor_that_help_does_not_list(typed: Typed) -> None:
    typed("init", ".")
    told = [typed(verb, "--json").json for verb in ("check", "doctor")]
    check, doctor = ([each for each in one if each["id"] != "clock.now"] for one in told)
    assert check == doctor
    listed = typed("--help").out
    assert "doctor" in listed
    assert "│ check " not in listed


def test_a_programme_is_found_from_a_folder_inside_it_and_its_absence_is_told(
    typed: Typed, tmp_path: Path
) -> None:
    typed("init", "prog")
    assert typed("story", "list", folder=tmp_path / "prog/stories").code == 0
    nowhere = typed("story", "list")
    assert nowhere.code == 2
    assert "advocacy init" in nowhere.err
    assert typed("-C", tmp_path / "prog", "story", "list", "--json").out == "[]\n"


def test_an_error_is_json_when_json_is_asked_for(typed: Typed, tmp_path: Path) -> None:
    typed("init", "prog")
    (tmp_path / "prog/bad.yaml").write_text("id: bad\nmesages: []\n", encoding="utf-8")
    done = typed("story", "add", "bad.yaml", "--json", folder=tmp_path / "prog")
    assert done.code == 2
    error = done.json["error"]
    assert error["kind"] == "InvalidInput"
    assert {mistake["line"] for mistake in error["mistakes"]} >= {2}
    assert set(error["message"]) == {"fr", "en"}


@pytest.mark.parametrize("kind", ["story", "charter", "settings", "campaign", "advocate"])
def test_schemas_are_printed(typed: Typed, kind: str) -> None:
    schema = typed("schema", kind).json
    assert schema["type"] == "object"
    assert schema["properties"]


class TestReview:
    @pytest.fixture
    def charter(self, typed: Typed, tmp_path: Path) -> Path:
        typed("init", ".")
        return tmp_path / "charter.yaml"

    def test_a_blocked_text_exits_with_1_and_says_why_and_how(self, typed: Typed, charter: Path) -> None:
        arguments = ("review", "--charter", charter, "--network", "mastodon", "--lang", "fr", "-")
        done = typed(*arguments, given="Bravo au Projet Boréal")
        assert done.code == 1
        assert "Projet Boréal" in done.out
        assert "notre prochaine pompe" in done.out

    def test_a_clean_text_exits_with_0(self, typed: Typed, charter: Path) -> None:
        arguments = ("review", "--charter", charter, "--lang", "en", "-")
        done = typed(*arguments, given="Hello.")
        assert done.code == 0

    def test_many_texts_keep_their_order_and_bad_lines_do_not_stop_them(
        self, typed: Typed, charter: Path
    ) -> None:
        lines = [
            json.dumps({"id": 1, "text": "Hello.", "lang": "en", "network": "x", "more": "ignored"}),
            "not json",
            json.dumps({"id": 3, "lang": "en"}),
            json.dumps({"id": 4, "text": "😀 Projet Boréal!", "network": "bluesky", "context": {}}),
        ]
        arguments = ("review", "--charter", charter, "--jsonl", "-")
        done = typed(*arguments, given="\n".join(lines))
        assert done.code == 1
        answers = [json.loads(line) for line in done.out.splitlines()]
        assert [answer["id"] for answer in answers] == [1, None, 3, 4]
        assert [("error" in answer) for answer in answers] == [False, True, True, False]
        finding = answers[3]["findings"][0]
        assert (finding["start"], finding["end"], finding["evidence"]) == (2, 15, "Projet Boréal")
        assert finding["fix"] == {"replacement": "our next heat pump"}
        assert set(finding) >= {"rule", "group", "article", "severity", "message"}

    def test_a_folder_of_charters_is_chosen_from_by_profile(self, typed: Typed, charter: Path) -> None:
        folder = charter.parent / "charters"
        folder.mkdir()
        charter.rename(folder / "acme.yaml")
        (folder / "other.yaml").write_text("title: {fr: Autre, en: Other}\n", encoding="utf-8")
        lines = [
            json.dumps({"id": name, "text": "Projet Boréal", "context": {"profile": name}})
            for name in ("acme", "other", "none")
        ]
        done = typed("review", "--charter", folder, "--jsonl", "-", folder=folder, given="\n".join(lines))
        answers = [json.loads(line) for line in done.out.splitlines()]
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
def test_wrong_use_is_told_in_words_and_makes_nothing(
    typed: Typed, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    typed("init", ".")
    before = sorted(tmp_path.iterdir())
    done = typed(*arguments)
    assert done.code == 2, done.err
    assert "Traceback" not in done.err
    assert "s3cr3t" not in done.err + done.out
    made = {path.name for path in tmp_path.iterdir()} - {path.name for path in before}
    assert made <= {"advocacy.db", "advocacy.db.installation", "advocacy.db-shm", "advocacy.db-wal"}


def test_a_page_that_cannot_be_written_is_told(typed: Typed) -> None:
    typed("init", ".")
    done = typed("report", "--html", "no/such/folder/report.html", language="fr")
    assert done.code == 1
    assert "vos droits" in done.err
    assert "Traceback" not in done.err


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    full = DatabaseError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
    told = machine_trouble(full).text
    assert "database or disk is full" in told.en
    assert "la place" in told.fr
    assert "INSERT" not in told.en


def test_a_port_that_is_taken_is_told(typed: Typed) -> None:
    typed("init", ".")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = process("serve", "--port", str(taken.getsockname()[1]), "--json")
    assert done.code == 2
    assert done.json["error"]["kind"] == "ConfigurationError"
    assert done.err == ""


def test_an_upgrade_finds_the_programme_from_a_folder_inside_it(typed: Typed, tmp_path: Path) -> None:
    typed("init", ".")
    assert typed("upgrade", "--json", folder=tmp_path / "stories").code == 0
    assert not (tmp_path / "stories/advocacy.db").exists()


class TestConnect:
    @pytest.fixture
    def prog(self, typed: Typed, tmp_path: Path) -> Path:
        typed("init", ".")
        typed("advocate", "import", "advocates.csv")
        return tmp_path

    def test_no_secret_is_told(self, typed: Typed, prog: Path) -> None:
        done = typed("connect", "ada", "mastodon", given="\n", language="fr")
        assert done.code == 2
        assert "collez le secret" in done.err

    def test_a_server_that_does_not_answer_is_told(self, typed: Typed, prog: Path) -> None:
        settings = prog / "advocacy.toml"
        own = '[networks.mastodon]\nallow_private_hosts = ["127.0.0.1"]\n'
        settings.write_text(settings.read_text(encoding="utf-8") + own, encoding="utf-8")
        where = ("connect", "ada", "mastodon", "--host", "http://127.0.0.1:1")
        done = typed(*where, given="s3cr3t\n")
        assert done.code == 1
        assert "--host" in done.err
        assert "s3cr3t" not in done.err

    def test_a_network_that_nobody_knows_is_told(self, typed: Typed, prog: Path) -> None:
        done = typed("connect", "ada", "mastodn", given="x\n")
        assert done.code == 2
        assert "mastodon" in done.err


def test_the_notes_of_a_report_are_printed_whole(typed: Typed) -> None:
    typed("init", ".")
    typed("advocate", "import", "advocates.csv")
    typed("story", "add", "stories/hello.yaml")
    typed("story", "submit", "hello")
    typed("story", "approve", "hello", "--by", "maria", "--role", "marketing")
    typed("story", "approve", "hello", "--by", "claire", "--role", "hr")
    typed("offer", "hello")
    done = typed("report", columns="60")
    assert "so that no one person shows." in " ".join(done.out.split())


def test_every_verb_writes_json(typed: Typed) -> None:
    without = [" ".join(verb) for verb in verbs() if "--json" not in typed(*verb, "--help").out]
    assert without == []


def test_the_reference_says_what_the_commands_say(tmp_path: Path) -> None:
    check = [sys.executable, ROOT / "scripts/cli-reference", "--check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    page = (ROOT / "docs/reference/cli.md").read_text("utf-8")
    assert re.findall(r"^\| `.*` \| +\|$", page, re.MULTILINE) == []
    assert (r"`--jsonl IN\|-`" in page, "`--fix`" in page) == (True, True)  # what takes a value says so


def test_publishing_that_leaves_a_share_in_doubt_failed_and_says_so(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVOCACY_KEY", new_key())
    with running(tmp_path, [advocate("ada")]) as (program, _fake):
        share = program.accept(approved(program)[0], by="ada")
        doubt = {"state": "unknown", "unknown_since": share.offered_at, "due_at": FAR}
        with program.store.begin() as tx:
            tx.execute(shares.update().where(shares.c.id == share.id).values(doubt))
    done = typed("-C", tmp_path / "advocacy.db", "publish")
    assert done.code == 1, done.err
    assert "1 in doubt" in done.err
    assert "advocacy shares --state unknown" in done.err
    told = typed("-C", tmp_path / "advocacy.db", "publish", "--json")
    assert (told.code, told.json["waiting"]) == (1, {"unknown": 1})
