"""``advocacy connect`` as a person uses it: a browser that comes back to this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from advocacy.cli.loopback import Loopback
from advocacy.errors import ConfigurationError, NotAllowed, TryLater
from advocacy.testing.server import FakeNetworks
from advocacy.testing.server.x import APP
from advocacy.vault import VARIABLE, new_key
from cli.conftest import Typed

TOML = """
[networks.x]
host = "{url}"
allow_private_hosts = ["127.0.0.1"]
options = {{client_id = "{app}", login = "{url}"}}
"""


@pytest.fixture
def browser() -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.trust_env = False
        yield made


@contextmanager
def waiting(page: Loopback, url: str, told: list[Mapping[str, str]]) -> Iterator[threading.Thread]:
    def complete(params: Mapping[str, str]) -> str:
        told.append(params)
        if "error" in params:
            raise NotAllowed(fr="<non>", en="<no>")
        return "connected & fine"

    thread = threading.Thread(target=page.wait, args=(url, complete), kwargs={"seconds": 30})
    thread.start()
    yield thread
    thread.join(30)
    assert not thread.is_alive()


def test_only_the_browser_that_was_sent_comes_back(browser: requests.Session) -> None:
    told: list[Mapping[str, str]] = []
    with Loopback(0) as page, waiting(page, "https://network.example/authorize?state=s", told):
        sent = browser.get(page.start, allow_redirects=False, timeout=5)
        assert sent.headers["Location"] == "https://network.example/authorize?state=s"
        assert "HttpOnly; SameSite=Lax" in sent.headers["Set-Cookie"]
        stranger = requests.get(f"{page.redirect_uri}?code=c&state=s", timeout=5)
        assert (stranger.status_code, told) == (404, [])
        rebound = browser.get(f"{page.redirect_uri}?code=c", headers={"Host": "evil.example"}, timeout=5)
        assert (rebound.status_code, told) == (403, [])
        back = browser.get(f"{page.redirect_uri}?code=c&state=s", timeout=5)
        assert back.status_code == 200
        assert "connected &amp; fine" in back.text
        assert back.headers["Cache-Control"] == "no-store"
        assert back.headers["Referrer-Policy"] == "no-referrer"
    assert told == [{"code": "c", "state": "s"}]


def test_nobody_coming_back_is_told() -> None:
    with Loopback(0) as page, pytest.raises(TryLater, match="Begin again"):
        page.wait("https://network.example/", lambda _params: "", seconds=0.01)


def test_a_port_that_is_taken_is_told() -> None:
    with Loopback(0) as page, pytest.raises(ConfigurationError, match="--port"):
        Loopback(int(urlsplit(page.redirect_uri).port or 0))


@pytest.fixture
def programme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: Typed) -> Iterator[Path]:
    """A folder with Ada in it, on a fake X that listens."""
    monkeypatch.setenv("ADVOCACY_X_CLIENT_SECRET", APP[1])
    with FakeNetworks("x") as fake:
        fake.add_account("x", "ada")
        (tmp_path / "advocacy.toml").write_text(TOML.format(url=fake.url("x"), app=APP[0]), "utf-8")
        (tmp_path / "people.csv").write_text("id,name,team,x\nada,Ada,sales,ada\n", encoding="utf-8")
        assert typed("advocate", "import", "people.csv").code == 0
        yield tmp_path


def started(folder: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "advocacy", "connect", "ada", "x", "--json", *options],
        cwd=folder,
        env={**os.environ, "ADVOCACY_LANG": "en"},
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def opened(process: subprocess.Popen[str]) -> str:
    """The address that the person is told to open."""
    assert process.stderr is not None
    line = process.stderr.readline()
    assert line.startswith("Open: "), line + process.stderr.read()
    return line.removeprefix("Open: ").strip()


def test_a_stranger_connects_an_account(programme: Path, browser: requests.Session) -> None:
    process = started(programme, "--with", "browser", "--port", "0", "--show-only")
    sent = browser.get(opened(process), allow_redirects=False, timeout=10)
    page = browser.get(sent.headers["Location"], params={"login": "ada"}, timeout=10)
    assert "ada is connected" in page.text
    said, complaints = process.communicate(timeout=30)
    assert process.returncode == 0, complaints
    assert json.loads(said) == {"account": "ada", "network": "x", "purpose": "post"}


def test_without_a_browser_here_the_address_is_pasted(programme: Path, browser: requests.Session) -> None:
    process = started(programme, "--with", "address", "--port", "0")
    sent = browser.get(opened(process), params={"login": "ada"}, allow_redirects=False, timeout=10)
    said, complaints = process.communicate(sent.headers["Location"] + "\n", timeout=30)
    assert process.returncode == 0, complaints
    assert json.loads(said)["account"] == "ada"
    code = parse_qs(urlsplit(sent.headers["Location"]).query)["code"][0]
    assert code not in said + complaints


def test_what_is_connected_is_looked_after(
    programme: Path, browser: requests.Session, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = started(programme, "--with", "address", "--port", "0")
    sent = browser.get(opened(process), params={"login": "ada"}, allow_redirects=False, timeout=10)
    process.communicate(sent.headers["Location"] + "\n", timeout=30)
    (grant,) = typed("grants", "ada", "--json").json
    assert (grant["network"], grant["account"], grant["purpose"]) == ("x", "ada", "post")
    assert typed("reminders", "--json").json == []
    old = os.environ[VARIABLE]
    monkeypatch.setenv(VARIABLE, f"{new_key()},{old}")
    rotated = typed("vault", "rotate", "--by", "ops", "--role", "operator", language="fr")
    assert rotated.out == "1 rechiffré\n"
    with monkeypatch.context() as then:
        then.setenv(VARIABLE, old)
        assert "another key" in typed("doctor", "--json").out
    (done,) = typed("disconnect", "ada", "x", "--json").json
    assert (done["network"], done["told"]) == ("x", True)
    left = typed("advocate", "leave", "ada", "--erase", "--json")
    assert left.json == {"cancelled": 0, "taken_back": [], "erased": True, "finishing": False}
