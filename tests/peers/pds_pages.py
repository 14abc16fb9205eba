"""A browser on the consent pages of a PDS: it asks what the page's own script asks, in the same order."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from peers.pds import PdsAccount

_API = "/@atproto/oauth-provider/~api"
_PAGE = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
_SCRIPT = {"Sec-Fetch-Mode": "same-origin", "Sec-Fetch-Site": "same-origin"}


class PdsPages:
    """The pages at one consent's address, opened by one browser."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._site = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        self._browser = requests.Session()
        self._browser.trust_env = False
        self._cookies: dict[str, str] = {}

    def agree(self, account: PdsAccount, password: str | None = None) -> dict[str, str]:
        """Sign in and agree; the parameters that the browser goes back with."""
        self._open()
        given = {"locale": "en", "username": account.handle, "password": password or account.password}
        signed_in = self._ask("/sign-in", {**given, "remember": False})
        bearer = {"Authorization": f"Bearer {signed_in['ephemeralToken']}"}
        return self._back(self._ask("/consent", {"did": account.did}, bearer)["url"])

    def refuse(self) -> dict[str, str]:
        """Say no."""
        self._open()
        return self._back(self._ask("/reject", {})["url"])

    def _open(self) -> None:
        page = self._get(self._url, {**_PAGE, "Sec-Fetch-Site": "cross-site"})
        assert page.ok, page.text[:500]

    def _get(self, url: str, headers: dict[str, str]) -> requests.Response:
        found = self._browser.get(
            url, headers={**headers, **self._cookie()}, allow_redirects=False, timeout=30
        )
        self._keep(found)
        return found

    def _ask(self, path: str, body: dict[str, Any], more: dict[str, str] | None = None) -> dict[str, Any]:
        headers = {
            **_SCRIPT,
            **self._cookie(),
            "Origin": self._site,
            "Referer": self._url,
            "X-CSRF-Token": self._cookies["csrf-token"],
            **(more or {}),
        }
        found = self._browser.post(f"{self._site}{_API}{path}", json=body, headers=headers, timeout=30)
        self._keep(found)
        assert found.ok, found.text
        return dict(found.json())

    def _back(self, url: str) -> dict[str, str]:
        found = self._get(url, {**_PAGE, "Sec-Fetch-Site": "same-origin", "Referer": self._url})
        assert found.status_code in {302, 303}, found.text[:500]
        return dict(parse_qsl(urlsplit(found.headers["Location"]).query))

    def _cookie(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}

    def _keep(self, found: requests.Response) -> None:
        """Its cookies are for HTTPS only, which loopback counts as and `requests` does not know."""
        for name, value in found.raw.headers.items():
            if name.lower() == "set-cookie":
                pair = value.partition(";")[0]
                self._cookies[pair.partition("=")[0]] = pair.partition("=")[2]
