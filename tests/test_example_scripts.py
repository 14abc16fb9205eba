"""The scripts under ``examples/`` run as they are."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from functools import partial
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


@pytest.fixture
def answer_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The example, without the programme that it opens."""
    monkeypatch.setenv(VARIABLE, new_key())
    monkeypatch.setenv("ADVOCACY_PROGRAM", str(tmp_path / "empty.db"))
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    import answer_page  # noqa: PLC0415 - it opens its database when it is imported

    answer_page.program.close()
    return answer_page


def asked(page: Any, path: str, person: str = "", form: str | None = None, **headers: str) -> str:
    """What somebody sees there; with a form, once they have sent it."""
    sent = (form or "").encode()
    environ = {
        "REQUEST_METHOD": "GET" if form is None else "POST",
        "PATH_INFO": path,
        "REMOTE_USER": person,
        "CONTENT_LENGTH": str(len(sent)),
        "wsgi.input": io.BytesIO(sent),
        **headers,
    }
    return b"".join(page.app(environ, lambda *_about: None)).decode()


def test_the_page_that_nudges_lead_to_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer_page: Any
) -> None:
    ask = partial(asked, answer_page)
    with running(tmp_path, [advocate("ada")]) as (program, _fake):
        monkeypatch.setattr(answer_page, "program", program)
        first, second = approved(program)
        where = f"/offers/{first.id}"
        assert first.text in ask(where, "ada")
        assert "somebody else" in ask(where, "ben", "answer=accept&text=No")
        ask(where, "ada", "answer=decline", HTTP_SEC_FETCH_SITE="cross-site")
        assert program.share(first.id).state is ShareState.OFFERED, "opening and other sites decide nothing"
        blocked = ask(where, "ada", "answer=accept&text=Projet+Boréal")
        assert "is internal" in blocked
        assert "Projet Boréal</textarea>" in blocked, "nobody types their words twice"
        assert 'name="why:house.best"' in ask(where, "ada", "answer=accept&text=the+best")
        taken = ask(where, "ada", "answer=accept&text=the+best&why:house.best=award+of+2026")
        assert "queued" in taken
        assert "It leaves on" in taken
        assert "cancelled" in ask(where, "ada", "answer=cancel")
        assert "declined" in ask(f"/offers/{second.id}", "ada", "answer=decline")
        assert "no longer good" in ask("/nudges/nothing", form="List-Unsubscribe=One-Click")


def test_a_person_who_posts_by_hand_is_led_through_it_in_their_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer_page: Any
) -> None:
    by_hand = advocate("ada", language="fr", profiles=[{"network": "linkedin", "lane": "hand_off"}])
    ask = partial(asked, answer_page)
    with running(tmp_path, [by_hand]) as (program, _fake):
        monkeypatch.setattr(answer_page, "program", program)
        [offer] = approved(program)
        where = f"/offers/{offer.id}"
        seen = ask(where, "ada")
        assert '<html lang="fr">' in seen
        assert "Oui, dans ces mots" in seen
        taken = ask(where, "ada", f"answer=accept&text={offer.text}")
        assert "à publier soi-même" in taken
        assert "https://www.linkedin.com/" in taken
        wrong = ask(where, "ada", "answer=confirm&url=https://x.example/1")
        assert 'role="alert"' in wrong
        post = "https://www.linkedin.com/feed/update/urn:li:share:7123456789012345678"
        assert "confirmé" in ask(where, "ada", f"answer=confirm&url={post}")
        assert program.share(offer.id).url == post
