"""No secret of any flow is seen anywhere: not in a log, an error, a repr, an address or the database.

Every token, code, state and verifier, ours and the networks', is drawn with a canary in it; networks that
quote all they were sent are among those that answer.
"""

from __future__ import annotations

import io
import json
import logging
import secrets
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from accounts.consenting import SESSION, agree, asking, person
from advocacy.clock import FixedClock
from advocacy.connectors.base import Secret
from advocacy.errors import AdvocacyError
from advocacy.program import Program
from advocacy.settings import NetworkSettings, Settings
from advocacy.testing.relay import Answer
from advocacy.testing.server import Call, reply
from peers.pds import Pds
from peers.pds_pages import PdsPages
from publish.world import START

CANARY = "c4nary-7f3a-"
NETWORKS = ("facebook_page", "linkedin", "mastodon", "slack_api", "threads", "x")
ASKED_OPENLY = ("state", "code_challenge", "client_id", "login")
"""What a browser carries to the network's page, and every network's own page shows."""
DOCUMENTED = {"/access_token", "/v26.0/oauth/access_token"}
"""Meta documents these with the app's secret, or a token that it exchanges, in the query; see its module."""


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is drawn for a secret has the canary in it."""
    draw = secrets.token_urlsafe
    monkeypatch.setattr(secrets, "token_urlsafe", lambda size=32: CANARY + draw(size))


def quoting(status: int, body: Callable[[str], object]) -> Callable[[Call], Answer]:
    """A network that quotes all that it was sent."""

    def answer(call: Call) -> Answer:
        sent = " ".join(
            [
                call.raw.decode("utf-8", "replace"),
                json.dumps(dict(call.headers)),
                json.dumps(dict(call.query)),
            ]
        )
        return reply(status, body(sent))

    return answer


CARELESS = {
    "refuses": quoting(400, lambda sent: {"error": "invalid_grant", "error_description": sent}),
    "forbids": quoting(401, lambda sent: {"error": sent, "detail": sent, "message": sent}),
    "breaks": quoting(500, lambda sent: {"oops": sent}),
    "mumbles": quoting(200, lambda sent: {"ok": False, "said": sent, "error": sent}),
    "wonders": quoting(418, lambda sent: sent),
}


class Watch:
    """All that was written anywhere while it watched."""

    def __init__(self, caplog: pytest.LogCaptureFixture, folder: Path) -> None:
        self.caplog, self.folder = caplog, folder
        self.said: list[str] = []
        self.output = io.StringIO()

    def note(self, *things: object) -> None:
        self.said += [f"{thing!r} {thing}" for thing in things]

    def attempt(self, do: Callable[[], object]) -> None:
        """Do it, and note what comes of it, error or not."""
        try:
            self.note(do())
        except AdvocacyError as error:
            self.note(error, error.text, error.args, vars(error))
            self.said.append("".join(traceback.format_exception(error)))

    def everything(self) -> Iterator[str]:
        yield from self.said
        yield self.output.getvalue()
        yield self.caplog.text
        yield from (repr(vars(record)) for record in self.caplog.records)
        yield from (file.read_bytes().decode("latin-1") for file in self.folder.iterdir() if file.is_file())


@pytest.fixture
def watch(caplog: pytest.LogCaptureFixture, folder: Path, drawn: None) -> Iterator[Watch]:
    caplog.set_level(logging.DEBUG)
    made = Watch(caplog, folder)
    with redirect_stdout(made.output), redirect_stderr(made.output):
        yield made


def agreed(url: str) -> dict[str, str]:
    """As `agree`: a person's browser is another program, and what it writes down is its own."""
    logging.disable(logging.CRITICAL)
    try:
        return agree(url)
    finally:
        logging.disable(logging.NOTSET)


def begin(program: Program, network: str) -> str:
    return program.begin_connect("ada", network, by="ada", session=SESSION)


def clean(texts: Iterator[str], *words: str) -> None:
    for text in texts:
        for word in (CANARY, SESSION, *words):
            place = text.find(word)
            assert place < 0, text[max(0, place - 200) : place + 60]


def addresses(calls: list[Call]) -> Iterator[str]:
    """Every address that was asked, but for what a browser carries and what Meta documents."""
    for call in calls:
        openly = "authorize" in call.path or "authorization" in call.path or "dialog" in call.path
        hidden = call.path in DOCUMENTED
        for name, values in call.query.items():
            if not hidden and not (openly and name in ASKED_OPENLY):
                yield from values
        yield call.path


@pytest.mark.parametrize("network", NETWORKS)
def test_no_secret_is_seen_when_all_goes_well(watch: Watch, folder: Path, network: str) -> None:
    clock = FixedClock(START)
    with asking(folder, network, clock=clock) as (program, fake):
        watch.attempt(lambda: program.complete_connect(agreed(begin(program, network)), session=SESSION))
        connector = program.connector(network)
        access = program.accounts.access("ada", connector)
        assert CANARY in "".join(secret.reveal() for secret in access.secrets.values()), "it is in there"
        if "refresh" in access.secrets or connector.renews_itself:
            clock.advance(days=54)
            watch.attempt(lambda: program.accounts.access("ada", connector))
        watch.note(access, connector, program.accounts, program.consents, program.grants("ada"))
        watch.attempt(program.expiring_grants)
        watch.attempt(lambda: program.disconnect("ada", network, by="ada"))
        calls = fake.requests(network)
    clean(watch.everything())
    clean(addresses(calls))


@pytest.mark.parametrize("kind", CARELESS)
@pytest.mark.parametrize("network", NETWORKS)
def test_no_secret_is_seen_when_the_network_quotes_it(
    watch: Watch, folder: Path, network: str, kind: str
) -> None:
    clock = FixedClock(START)
    with asking(folder, network, clock=clock) as (program, fake):
        there, connector = fake.network(network), program.connector(network)
        connector.waits = (0,)  # type: ignore[attr-defined]
        program.complete_connect(agreed(begin(program, network)), session=SESSION)
        access = program.accounts.access("ada", connector)
        back = agreed(begin(program, network))
        usual, there._route = there._route, CARELESS[kind]
        watch.attempt(lambda: program.complete_connect(back, session=SESSION))
        watch.attempt(lambda: program.complete_connect(back, session=SESSION))
        watch.attempt(lambda: connector.identify(access))
        watch.attempt(lambda: connector.renew(access, now=clock()))
        watch.attempt(lambda: connector.revoke(access))
        watch.attempt(lambda: connector.redeem("", _consent(program, network)))
        clock.advance(days=54)
        watch.attempt(lambda: program.accounts.access("ada", connector))
        watch.attempt(lambda: program.begin_connect("ada", network, by="ada", session=SESSION) and "begun")
        watch.attempt(lambda: program.leave("ada", by="ada"))
        there._route = usual
        calls = fake.requests(network)
    clean(watch.everything())
    clean(addresses(calls))


def _consent(program: Program, network: str) -> Any:
    from advocacy.connectors.consent import App, Consent, Question  # noqa: PLC0415 - one helper needs them

    question = Question(
        redirect_uri="https://acme.example/back",
        host=program.settings.network(network).host or "",
        app=App(client_id="app", client_secret=Secret(f"{CANARY}app")),
    )
    proof = {"verifier": Secret(f"{CANARY}verifier")}
    return Consent(url="https://n.example", state=f"{CANARY}state", question=question, secrets=proof)


@pytest.mark.parametrize("mark", [{}, {"iss": "https://evil.example"}, {"error": "access_denied"}])
def test_no_secret_is_seen_when_we_refuse(watch: Watch, folder: Path, mark: dict[str, str]) -> None:
    with asking(folder, "x") as (program, _):
        for session in (SESSION, "the session of somebody else"):
            back = agreed(begin(program, "x")) | mark
            watch.attempt(partial(program.complete_connect, back, session=session))
    clean(watch.everything())


@pytest.mark.pds
def test_no_secret_is_seen_on_a_real_server_with_proof_of_possession(
    watch: Watch, folder: Path, pds: Pds
) -> None:
    account = pds.create_account()
    own = NetworkSettings(
        allow_private_hosts=("127.0.0.1", "localhost"),
        options={"resolver": pds.base_url, "directory": pds.plc},
    )
    settings = Settings.model_validate({"database": {"url": str(folder / "advocacy.db")}})
    ada = person("ada").model_dump(mode="json")
    ada["profiles"] = [{"network": "bluesky", "account": account.handle}]
    with Program.open(settings=settings.model_copy(update={"networks": {"bluesky": own}})) as program:
        program.import_advocates([type(person()).model_validate(ada)])
        bluesky = program.connector("bluesky")

        def round_trip() -> dict[str, str]:
            back_to = "http://127.0.0.1:8733/connected"
            url = program.begin_connect("ada", "bluesky", by="ada", session=SESSION, redirect_uri=back_to)
            logging.disable(logging.CRITICAL)  # the browser is another program
            try:
                return PdsPages(url).agree(account)
            finally:
                logging.disable(logging.NOTSET)

        back = round_trip()
        watch.attempt(lambda: program.complete_connect(back, session=SESSION))
        first = program.accounts.access("ada", bluesky)
        program.accounts.stale("ada", "bluesky")
        second = program.accounts.access("ada", bluesky)
        watch.note(first, second, bluesky, bluesky.identify(second))
        watch.attempt(lambda: bluesky.renew(first, now=program.clock()))
        watch.attempt(lambda: bluesky.renew(second, now=program.clock()))
        mixed = round_trip() | {"iss": "https://evil.example"}
        watch.attempt(lambda: program.complete_connect(mixed, session=SESSION))
        watch.attempt(lambda: program.disconnect("ada", "bluesky", by="ada"))
    found = [secret.reveal() for access in (first, second) for secret in access.secrets.values()]
    body = "".join(first.secrets["dpop"].reveal().splitlines()[1:-1])[60:120]
    clean(watch.everything(), *found, body, back["code"], back["state"], "PRIVATE KEY")
