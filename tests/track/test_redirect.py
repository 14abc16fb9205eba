from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Mount

from advocacy.clock import FixedClock
from advocacy.outcome import ClickClass
from advocacy.settings import Tracking
from advocacy.storage import Store, clicks, links, schema
from advocacy.track import Redirect, leads, limits
from track.server import one, serving
from track.support import NOW, TARGET, linked

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 [LinkedInApp]/9.29.8962"
)


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Site:
    """The app, asked without a network."""

    def __init__(self, store: Store, app: Redirect) -> None:
        self.store = store
        self.app = app
        self.asgi: Callable[..., Awaitable[None]] = app

    def ask(self, *paths: str, **options: Any) -> list[Answer]:
        """One request after another, and the app closed after them, so that every click is written."""

        async def run() -> list[Answer]:
            answers = [await self._one(path, **options) for path in paths]
            await self.app.close()
            return answers

        return asyncio.run(run())

    async def _one(
        self,
        path: str,
        *,
        method: str = "GET",
        agent: str = IPHONE,
        client: tuple[str, int] | None = ("192.0.2.7", 50_000),
        headers: dict[str, str] | None = None,
    ) -> Answer:
        sent: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        raw = [(b"user-agent", agent.encode()), (b"cookie", b"session=secret")]
        raw += [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "headers": raw,
            "client": client,
            "query_string": b"",
        }
        await self.asgi(scope, receive, send)
        head = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], head, b"".join(part.get("body", b"") for part in sent[1:]))

    def kinds(self) -> list[str]:
        with self.store.read() as tx:
            return [click.kind.value for click in clicks.read(tx)]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def site(tmp_path: Path, clock: FixedClock) -> Iterator[Site]:
    store = Store.open(str(tmp_path / "a.db"))
    tracking = Tracking(internal=["10.0.0.0/8"], trusted_proxies=["127.0.0.0/8", "172.16.0.0/12"])
    yield Site(store, Redirect(store, tracking, clock=clock))
    store.close()


def test_a_person_is_counted_and_sent_on(site: Site) -> None:
    (code,) = linked(site.store)
    (answer,) = site.ask(f"/r/{code}", headers={"Referer": "https://www.linkedin.com/feed/x"})
    assert answer.status == 302
    assert answer.headers == {
        "location": TARGET,
        "cache-control": "private, no-store",
        "x-robots-tag": "noindex",
        "content-length": "0",
    }
    with site.store.read() as tx:
        (click,) = clicks.read(tx)
    assert (click.code, click.kind, click.referrer) == (code, ClickClass.PERSON, "www.linkedin.com")


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"method": "HEAD"}, "head"),
        ({"headers": {"Sec-Purpose": "prefetch"}}, "prefetch"),
        ({"headers": {"Sec-Purpose": "prefetch;prerender"}}, "prefetch"),
        ({"headers": {"Purpose": "prefetch"}}, "prefetch"),
        ({"headers": {"X-Moz": "prefetch"}}, "prefetch"),
        ({"agent": ""}, "bot"),
        ({"agent": "LinkedInBot/1.0 (compatible; Mozilla/5.0)"}, "preview"),
        ({"agent": "WhatsApp/2.23.20.0 A"}, "preview"),
        ({"agent": "curl/8.5.0"}, "bot"),
        ({"headers": {"Referer": "https://eur01.safelinks.protection.outlook.com/x"}}, "scanner"),
        ({"client": ("10.4.5.6", 1)}, "internal"),
    ],
)
def test_everyone_is_sent_on_and_only_people_are_counted_as_people(
    site: Site, options: dict[str, Any], kind: str
) -> None:
    (code,) = linked(site.store)
    (answer,) = site.ask(f"/r/{code}", **options)
    assert answer.status == 302
    assert answer.body == b""
    assert site.kinds() == [kind]


def test_unknown_expired_and_withdrawn_codes_have_one_answer(site: Site, clock: FixedClock) -> None:
    expired, withdrawn = linked(site.store, 2, expires_at=NOW + timedelta(days=9))
    with site.store.begin() as tx:
        links.withdraw(tx, withdrawn, now=NOW)
    clock.advance(days=9)
    answers = site.ask(
        "/r/unknown2", f"/r/{expired}", f"/r/{withdrawn}", "/", "/r/", "/favicon.ico", "/r/a b"
    )
    assert {answer.status for answer in answers} == {404}
    assert len({(answer.body, tuple(answer.headers.items())) for answer in answers}) == 1
    text = answers[0].body.decode()
    assert "This link leads nowhere" in text
    assert "Ce lien ne mène nulle part" in text
    assert answers[0].headers["cache-control"] == "private, no-store"
    assert site.kinds() == []
    (head,) = site.ask("/r/unknown2", method="HEAD")
    assert (head.status, head.body) == (404, b"")


def test_a_network_that_tried_too_often_cannot_tell_an_ended_link_from_none(
    site: Site, clock: FixedClock
) -> None:
    """Within half a minute of its last look-up an ended link was answered from memory, past the limit."""
    (ended,) = linked(site.store, expires_at=NOW + timedelta(hours=1))
    clock.advance(hours=1)
    prying = {"client": ("203.0.113.5", 1)}
    (first,) = site.ask(f"/r/{ended}", **prying)
    site.ask(*(f"/r/guess{number + 200}" for number in range(limits.PER_MINUTE)), **prying)
    (again, unknown) = site.ask(f"/r/{ended}", "/r/unknown2", **prying)
    assert (first.status, again.status) == (404, 429)
    assert again == unknown


def test_an_ended_link_is_looked_up_each_time_as_an_unknown_code_is(site: Site, clock: FixedClock) -> None:
    (ended,) = linked(site.store, expires_at=NOW + timedelta(hours=1))
    clock.advance(hours=1)
    asked: list[str] = []

    @sa.event.listens_for(site.store.engine, "before_cursor_execute")
    def note(*said: Any) -> None:
        asked.append(said[2])

    reads = []
    for path in (f"/r/{ended}", "/r/hnkhswn2") * 2:
        asked.clear()
        site.ask(path)
        reads.append(len(asked))
    assert len(set(reads)) == 1
    assert reads[0] > 0


@pytest.mark.parametrize("name", ["referer", "sec-purpose", "user-agent"])
def test_what_a_database_cannot_keep_is_left_out(site: Site, name: str) -> None:
    (code,) = linked(site.store)
    said = {"referer": "https://a\0b.example/", "sec-purpose": "prefetch\0", "user-agent": ""}[name]
    options = {"agent": "bot\0/1"} if name == "user-agent" else {"headers": {name: said}}
    assert site.ask(f"/r/{code}", **options)[0].status == 302
    with site.store.read() as tx:
        (click,) = clicks.read(tx)
    assert "\0" not in click.referrer + click.reason


def test_an_ended_link_keeps_its_clicks(site: Site, clock: FixedClock) -> None:
    (code,) = linked(site.store, expires_at=NOW + timedelta(hours=1))
    site.ask(f"/r/{code}")
    clock.advance(hours=1)
    assert site.ask(f"/r/{code}")[0].status == 404
    assert site.kinds() == ["person"]


def test_a_withdrawn_link_stops_within_half_a_minute(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    site.app._leads = leads.Leads(site.store, clock=lambda: now)
    (code,) = linked(site.store)
    site.ask(f"/r/{code}")
    with site.store.begin() as tx:
        links.withdraw(tx, code, now=NOW)
    assert site.ask(f"/r/{code}")[0].status == 302
    now = 30.0
    assert site.ask(f"/r/{code}")[0].status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/r/{code}/",
        "/r/{code}/../../x",
        "/r/{code}@evil.example",
        "/r//{code}",
        "/r/https://evil.example",
        "//evil.example/r/{code}",
        "/r/{code}\r\nLocation: https://evil.example",
        "/r/{code}\x00",
    ],
)
def test_no_path_leads_elsewhere(site: Site, path: str) -> None:
    (code,) = linked(site.store)
    (answer,) = site.ask(path.format(code=code))
    assert answer.status == 404
    assert "location" not in answer.headers


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)
@given(path=st.text(max_size=40).map(lambda text: f"/r/{text}"), header=st.text(max_size=40))
def test_nothing_that_is_asked_changes_where_a_link_leads(site: Site, path: str, header: str) -> None:
    headers = {"Referer": header.encode("ascii", "replace").decode(), "X-Forwarded-For": ascii(header)}
    (answer,) = site.ask(path, headers=headers)
    assert answer.status in {404, 429}


def test_parameters_of_the_request_are_not_passed_on(site: Site) -> None:
    (code,) = linked(site.store)
    target = "https://evil.example"
    answers = site.ask(
        f"/r/{code}", headers={"Host": "evil.example", "X-Forwarded-Host": target, "redir_url": target}
    )
    assert answers[0].headers["location"] == TARGET


def test_other_methods_are_refused(site: Site) -> None:
    (code,) = linked(site.store)
    (answer,) = site.ask(f"/r/{code}", method="POST")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    assert site.kinds() == []


def test_codes_cannot_be_tried_out(site: Site) -> None:
    known, fresh = linked(site.store, 2)
    site.ask(f"/r/{known}")
    guesses = [f"/r/guess{number + 200}" for number in range(limits.PER_MINUTE + 20)]
    statuses = [answer.status for answer in site.ask(*guesses, client=("203.0.113.5", 1))]
    assert statuses[: limits.PER_MINUTE] == [404] * limits.PER_MINUTE
    assert statuses[-10:] == [429] * 10
    neighbour = {"client": ("203.0.113.200", 1)}
    (hidden,) = site.ask(f"/r/{fresh}", **neighbour)
    assert (hidden.status, hidden.headers["retry-after"]) == (
        429,
        "60",
    )  # a right guess looks like a wrong one
    assert site.ask(f"/r/{known}", **neighbour)[0].status == 302  # people beside the guesser still get on
    assert site.ask(f"/r/{fresh}", client=("198.51.100.1", 1))[0].status == 302


def test_what_browsers_ask_for_by_themselves_is_no_try(site: Site) -> None:
    (code,) = linked(site.store)
    site.ask(*(["/favicon.ico", "/robots.txt", "/"] * limits.PER_MINUTE))
    assert site.ask(f"/r/{code}")[0].status == 302


@pytest.mark.parametrize(
    ("client", "forwarded", "internal"),
    [
        ("127.0.0.1", "10.1.1.1", True),
        ("127.0.0.1", "192.0.2.1, 10.1.1.1, 172.16.0.3", True),
        ("127.0.0.1", "10.1.1.1:4711", True),
        ("127.0.0.1", "10.1.1.1, 192.0.2.1", False),  # only the last one outside was seen by our proxy
        ("192.0.2.9", "10.1.1.1", False),  # anyone may send the header
        ("127.0.0.1", "", False),
        ("127.0.0.1", "[2001:db8::1]:443", False),
    ],
)
def test_only_trusted_proxies_say_who_asks(
    site: Site, client: str, forwarded: str, *, internal: bool
) -> None:
    (code,) = linked(site.store)
    site.ask(f"/r/{code}", client=(client, 1), headers={"X-Forwarded-For": forwarded})
    assert site.kinds() == ["internal" if internal else "person"]


def test_a_click_costs_no_read_once_its_link_is_known(site: Site) -> None:
    (code,) = linked(site.store)
    site.ask(f"/r/{code}")
    statements: list[str] = []
    sa.event.listen(site.store.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    site.ask(*[f"/r/{code}"] * 5)
    assert not [statement for statement in statements if "tracked_links" in statement]


def test_when_the_database_is_away_known_links_still_lead_on(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    site.app._leads = leads.Leads(site.store, clock=lambda: now)
    known, other = linked(site.store, 2)
    site.ask(f"/r/{known}")

    def away(*_: object) -> None:
        raise sa.exc.OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(links, "lead", away)
    now = 60.0
    first, second = site.ask(f"/r/{known}", f"/r/{other}")
    assert first.status == 302
    assert (second.status, second.headers["retry-after"]) == (503, "5")


def test_health(site: Site) -> None:
    (answer,) = site.ask("/healthz")
    assert answer.status == 200
    assert json.loads(answer.body) == {"status": "ok", "late": 0, "dropped": 0}
    site.app._recording.tally.dropped = 1
    assert site.ask("/healthz")[0].status == 503


def test_it_can_be_mounted_in_another_app(site: Site) -> None:
    (code,) = linked(site.store)
    site.asgi = Starlette(routes=[Mount("/advocacy", app=site.app)])
    mounted, unmounted = site.ask(f"/advocacy/r/{code}", f"/r/{code}")
    assert (mounted.status, unmounted.status) == (302, 404)
    assert mounted.headers["location"] == TARGET
    assert site.kinds() == ["person"]


def test_the_visitor_key_needs_the_salt(site: Site) -> None:
    (code,) = linked(site.store)
    site.ask(f"/r/{code}")
    with site.store.begin() as tx:
        before = tx.execute(sa.select(schema.clicks.c.visitor)).scalar_one()
        tx.execute(schema.salts.delete())
    again = Site(site.store, Redirect(site.store, clock=FixedClock(NOW)))
    again.ask(f"/r/{code}")
    with site.store.read() as tx:
        assert set(tx.execute(sa.select(schema.clicks.c.visitor)).scalars()) > {before}


def test_over_real_http(tmp_path: Path) -> None:
    database = str(tmp_path / "a.db")
    store = Store.open(database)
    (code,) = linked(store)
    with serving(database, tmp_path) as server:
        status, headers, body = asyncio.run(one(server.port, f"/r/{code}", User_Agent=IPHONE))
        assert (status, headers["location"], body) == (302, TARGET, b"")
        assert "set-cookie" not in headers
        assert "referrer-policy" not in headers
        assert "server" not in headers
        asyncio.run(one(server.port, f"/r/{code}", method="HEAD", User_Agent="another visitor"))
        assert asyncio.run(one(server.port, "/r/unknown2"))[0] == 404
        with store.read() as tx:  # while it runs: what was answered is there
            assert [click.kind for click in clicks.read(tx)] == ["person", "head"]
        server.stop()
    store.close()
