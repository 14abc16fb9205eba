"""A programme whose people agree on the networks' own pages, as their browser goes there and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from advocacy.clock import Clock, utc_now
from advocacy.connectors import Access, Connector, Secret
from advocacy.connectors.consent import POST, Question
from advocacy.people import Advocate
from advocacy.program import Program
from advocacy.testing.server import FakeNetworks
from builders import settings

CALLBACK = "https://intranet.acme.example/advocacy/connected"
SESSION = "a-session-of-ada-at-the-intranet"
NAMES = ("linkedin", "x", "threads", "mastodon", "facebook_page", "slack_api")


def person(name: str = "ada", **known: str) -> Advocate:
    """Somebody with a profile on every network that asks for consent, where they are `known` by some name."""
    accounts = dict.fromkeys(NAMES, name) | {"mastodon": f"{name}@social.test", **known}
    return Advocate.model_validate(
        {
            "id": name,
            "name": name.title(),
            "team": "sales",
            "profiles": [{"network": network, "account": account} for network, account in accounts.items()],
        }
    )


@contextmanager
def asking(folder: Path, *networks: str, clock: Clock = utc_now) -> Iterator[tuple[Program, FakeNetworks]]:
    """A programme with Ada and Ben in it, on fake networks where they have accounts and we have apps."""
    with FakeNetworks(*networks, clock=clock) as fake, pytest.MonkeyPatch.context() as environment:
        for name in networks:
            for option, value in fake.settings(name).items():
                if isinstance(value, Secret):
                    environment.setenv(f"ADVOCACY_{name}_{option}".upper(), value.reveal())
        made = settings(folder, fake, accounts={"callback": CALLBACK})
        hosts = {name: made.networks[name].model_copy(update={"host": fake.url(name)}) for name in networks}
        with Program.open(settings=made.model_copy(update={"networks": hosts}), clock=clock) as program:
            program.import_advocates([person("ada"), person("ben")])
            for name in networks:
                for who in ("ada", "ben"):
                    fake.add_account(name, who)
            yield program, fake


def agree(url: str, *, login: str = "ada") -> dict[str, str]:
    """Agree on the network's page as `login`; the parameters that the browser comes back with."""
    with requests.Session() as browser:
        browser.trust_env = False
        sent = browser.get(url, params={"login": login}, allow_redirects=False, timeout=10)
    assert sent.status_code == 302, sent.text
    back = sent.headers["Location"]
    assert back.startswith(CALLBACK)
    return dict(parse_qsl(urlsplit(back).query))


def consented(connector: Connector, host: str, *, login: str = "ada", purpose: str = POST) -> Access:
    """What `login` agreed to, asked by the connector alone."""
    question = Question(redirect_uri=CALLBACK, host=host, purpose=purpose)
    asked = connector.consent(question)
    back = agree(asked.url, login=login)
    assert back["state"] == asked.state
    return connector.redeem(back["code"], asked)
