"""A strict OAuth server at the addresses of X and LinkedIn: django-oauth-toolkit, in a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import requests

from peers.process import missing, running

SECRETS = {
    "x": "x-secret-of-the-strict-server",
    "linkedin": "linkedin-secret-of-the-strict-server",
}


class OAuthServer:
    """A running server at `url`, where Ada and Ben have accounts and we have an app for each network."""

    def __init__(self, url: str) -> None:
        self.url = url

    def agree(self, url: str, *, login: str = "ada") -> dict[str, str]:
        """Sign in, open `url` and agree; the parameters that the browser comes back with."""
        answer = self.open(url, login=login)
        assert answer.status_code == 302, answer.text
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    def open(self, url: str, *, login: str = "ada") -> requests.Response:
        """What the server answers to a browser of somebody who is signed in."""
        with requests.Session() as browser:
            browser.trust_env = False
            browser.get(f"{self.url}/_as/{login}", timeout=30)
            return browser.get(url, allow_redirects=False, timeout=30)

    def seen(self, path: str) -> int:
        """How many requests for tokens came to `path`."""
        return int(requests.get(f"{self.url}/_seen", timeout=30).json().get(f"POST {path}", 0))


@contextmanager
def run_oauth(redirect_uri: str) -> Iterator[OAuthServer]:
    """A server of one's own, that sends people back to `redirect_uri` and nowhere else."""
    if find_spec("oauth2_provider") is None:
        missing("django-oauth-toolkit", "pip install 'advocacy[dev]'")
    program = Path(__file__).with_name("serve_oauth.py")
    with running([sys.executable, program, redirect_uri]) as said:
        yield OAuthServer(said["url"])
