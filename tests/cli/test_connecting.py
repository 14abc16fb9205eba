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
from advocacy.vault import new_key

ROOT = Path(__file__).parents[2]
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
def programme(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder with Ada in it, on a fake X that listens."""
    with FakeNetworks("x") as fake:
        fake.add_account("x", "ada")
        (tmp_path / "advocacy.toml").write_text(TOML.format(url=fake.url("x"), app=APP[0]), "utf-8")
        (tmp_path / "people.csv").write_text("id,name,team,x\nada,Ada,sales,ada\n", encoding="utf-8")
        environment = {
            **os.environ,
            "ADVOCACY_LANG": "en",
            "ADVOCACY_KEY": new_key(),
            "ADVOCACY_X_CLIENT_SECRET": APP[1],
            "PYTHONPATH": str(ROOT),
        }
        imported = [sys.executable, "-m", "advocacy", "advocate", "import", "people.csv"]
        subprocess.run(imported, cwd=tmp_path, env=environment, check=True, capture_output=True)
        yield tmp_path, environment


def started(programme: tuple[Path, dict[str, str]], *options: str) -> subprocess.Popen[str]:
    folder, environment = programme
    command = [sys.executable, "-m", "advocacy", "connect", "ada", "x", "--json", *options]
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
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


def test_a_stranger_connects_an_account(
    programme: tuple[Path, dict[str, str]], browser: requests.Session
) -> None:
    process = started(programme, "--with", "browser", "--port", "0", "--show-only")
    sent = browser.get(opened(process), allow_redirects=False, timeout=10)
    page = browser.get(sent.headers["Location"], params={"login": "ada"}, timeout=10)
    assert "ada is connected" in page.text
    said, complaints = process.communicate(timeout=30)
    assert process.returncode == 0, complaints
    assert json.loads(said) == {"account": "ada", "network": "x", "purpose": "post"}


def test_without_a_browser_here_the_address_is_pasted(
    programme: tuple[Path, dict[str, str]], browser: requests.Session
) -> None:
    process = started(programme, "--with", "address", "--port", "0")
    sent = browser.get(opened(process), params={"login": "ada"}, allow_redirects=False, timeout=10)
    said, complaints = process.communicate(sent.headers["Location"] + "\n", timeout=30)
    assert process.returncode == 0, complaints
    assert json.loads(said)["account"] == "ada"
    code = parse_qs(urlsplit(sent.headers["Location"]).query)["code"][0]
    assert code not in said + complaints


def spoken(
    programme: tuple[Path, dict[str, str]], *arguments: str, language: str = "en", **changed: str
) -> subprocess.CompletedProcess[str]:
    folder, environment = programme
    return subprocess.run(
        [sys.executable, "-m", "advocacy", *arguments],
        cwd=folder,
        env={**environment, "ADVOCACY_LANG": language, **changed},
        text=True,
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_what_is_connected_is_looked_after(
    programme: tuple[Path, dict[str, str]], browser: requests.Session
) -> None:
    process = started(programme, "--with", "address", "--port", "0")
    sent = browser.get(opened(process), params={"login": "ada"}, allow_redirects=False, timeout=10)
    process.communicate(sent.headers["Location"] + "\n", timeout=30)
    (grant,) = json.loads(spoken(programme, "grants", "ada", "--json").stdout)
    assert (grant["network"], grant["account"], grant["purpose"]) == ("x", "ada", "post")
    assert json.loads(spoken(programme, "reminders", "--json").stdout) == []
    both = f"{new_key()},{programme[1]['ADVOCACY_KEY']}"
    who = ("--by", "ops", "--role", "operator")
    rotated = spoken(programme, "vault", "rotate", *who, language="fr", ADVOCACY_KEY=both)
    assert rotated.stdout == "1 rechiffré\n"
    assert "another key" in spoken(programme, "doctor", "--json").stdout
    (done,) = json.loads(spoken(programme, "disconnect", "ada", "x", "--json", ADVOCACY_KEY=both).stdout)
    assert (done["network"], done["told"]) == ("x", True)
    left = spoken(programme, "advocate", "leave", "ada", "--erase", "--json", ADVOCACY_KEY=both)
    assert json.loads(left.stdout) == {"cancelled": 0, "taken_back": [], "erased": True, "finishing": False}
