"""The scripts under ``examples/`` run as they are."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from advocacy.share import ShareState
from advocacy.vault import VARIABLE, new_key
from builders import advocate, approved, running

ROOT = Path(__file__).parents[1]


def test_the_marketing_script_publishes_and_reports(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "examples/marketing_script.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={key: value for key, value in os.environ.items() if key != "ADVOCACY_KEY"},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert " posts\n" in done.stdout
    assert "Clicks" in done.stdout


def test_the_redirect_is_mounted_in_another_application(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVOCACY_PROGRAM", str(tmp_path / "advocacy.db"))
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    import mount_redirect  # noqa: PLC0415 - it opens its database when it is imported

    async def ask(path: str) -> int:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request"}

        scope = {"type": "http", "method": "GET", "path": path, "headers": [], "client": ("127.0.0.1", 1)}
        await mount_redirect.app(scope, receive, send)
        return int(sent[0]["status"])

    async def both() -> tuple[int, int]:
        answers = await ask("/"), await ask("/r/nothing2")
        await mount_redirect.redirect.close()
        return answers

    assert asyncio.run(both()) == (200, 404)
    mount_redirect.program.close()


def test_the_page_that_nudges_lead_to_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, new_key())
    monkeypatch.setenv("ADVOCACY_PROGRAM", str(tmp_path / "empty.db"))
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    import answer_page  # noqa: PLC0415 - it opens its database when it is imported

    answer_page.program.close()

    def ask(path: str, person: str = "", form: str | None = None, **headers: str) -> str:
        environ = {
            "REQUEST_METHOD": "GET" if form is None else "POST",
            "PATH_INFO": path,
            "REMOTE_USER": person,
            "CONTENT_LENGTH": str(len(form or "")),
            "wsgi.input": io.BytesIO((form or "").encode()),
            **headers,
        }
        return b"".join(answer_page.app(environ, lambda *_about: None)).decode()

    with running(tmp_path, [advocate("ada")]) as (program, _fake):
        monkeypatch.setattr(answer_page, "program", program)
        first, second = approved(program)
        where = f"/offers/{first.id}"
        assert first.text in ask(where, "ada")
        assert "somebody else" in ask(where, "ben", "answer=accept&text=No")
        ask(where, "ada", "answer=decline", HTTP_SEC_FETCH_SITE="cross-site")
        assert program.share(first.id).state is ShareState.OFFERED, "opening and other sites decide nothing"
        assert "queued" in ask(where, "ada", f"answer=accept&text={first.text}")
        assert "Noted" in ask(f"/offers/{second.id}", "ada", "answer=decline")
        assert "no longer good" in ask("/nudges/nothing", form="List-Unsubscribe=One-Click")
