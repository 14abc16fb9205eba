"""The redirect: a small ASGI app that records a click and sends the person on.

GET /r/<code> ─ known ─▶ click durable ─▶ 302   private, no-store; no cookie; nothing about referrers
              ├ unknown, expired, withdrawn ─▶ the same 404 for all three
              └ too many of those from one network ─▶ 429
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy.exc import SQLAlchemyError

from advocacy.clock import Clock, utc_now
from advocacy.outcome import ClickClass
from advocacy.settings import Tracking
from advocacy.storage import Store, conversions
from advocacy.track.click_ids import click_id, marked
from advocacy.track.clicks import Clicks, networks, within
from advocacy.track.leads import Lead, Leads
from advocacy.track.limits import Misses
from advocacy.track.links import CODE
from advocacy.track.own import PARAMETER, Circumstances, own_reason
from advocacy.track.pages import Page, gone, healthy, not_allowed, onward, too_many, unavailable
from advocacy.track.recording import Durability, Recording, open_recording

log = logging.getLogger("advocacy.track")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_WANTED = frozenset(
    {
        *(b"user-agent", b"referer", b"x-forwarded-for", b"from", b"x-scanner", b"sec-ch-ua"),
        *(b"sec-purpose", b"purpose", b"x-purpose", b"x-moz"),
    }
)
"""The headers that are read; nothing else about a person is even decoded."""


class Redirect:
    """The ASGI app; serve it alone (`serve`), or mount it in another one.

    Args:
        store: the links, and where clicks go.
        tracking: networks of one's own, proxies that are trusted, durability.
        clock: what tells the time.
        shared: whether other processes record clicks into the same database.
        folder: where logs of clicks stand; by default beside an SQLite file.
    """

    def __init__(
        self,
        store: Store,
        tracking: Tracking | None = None,
        *,
        clock: Clock = utc_now,
        shared: bool = False,
        folder: Path | None = None,
    ) -> None:
        tracking = tracking or Tracking()
        self._store = store
        self._clock = clock
        self._trusted = networks(tracking.trusted_proxies)
        self._clicks = Clicks(store, internal=networks(tracking.internal), clock=clock)
        self._recording: Recording = open_recording(
            store,
            durability=Durability(tracking.durability),
            shared=shared,
            folder=folder,
            look_after=self._clicks.forget_old_salts,
        )
        self._leads = Leads(store)
        self._key = _key(store)
        self._marks_clicks = tracking.click_ids
        self._own_pages = own_pages(tracking)
        self._misses = Misses()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            page = await self._answer(scope)
            await send({"type": "http.response.start", "status": page.status, "headers": page.headers})
            await send(
                {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else page.body}
            )

    async def close(self) -> None:
        """Write the clicks that wait; a host that sends no lifespan events calls it at its end."""
        await self._recording.close()

    async def _answer(self, scope: Scope) -> Page:
        path: str = scope["path"].removeprefix(scope.get("root_path", ""))
        if scope["method"] not in {"GET", "HEAD"}:
            return not_allowed()
        if path == "/healthz":
            return healthy(self._recording.tally)
        if not path.startswith("/r/"):
            return gone()
        try:
            return await self._follow(path.removeprefix("/r/"), scope)
        except SQLAlchemyError:
            log.exception("a link could not be looked up")
            return unavailable()

    async def _follow(self, code: str, scope: Scope) -> Page:
        headers = _headers(scope)
        address = self._address(scope, headers)
        lead = self._leads.remembered(code)
        if lead is None or self._is_over(lead):
            # A link that ended is looked up and limited like a code that nobody minted: neither the time
            # an answer takes nor which one it is tells the two apart.
            if self._misses.too_many(address):
                return too_many()
            lead = await self._leads.find(code) if CODE.fullmatch(code) else None
            if lead is None or self._is_over(lead):
                self._misses.count(address)
                return gone()
        click = await self._clicks.of(
            code,
            address=address,
            method=scope["method"],
            headers=headers,
            whose=partial(self._own, code, lead, scope.get("query_string", b"")),
        )
        await self._recording.record(click)
        if self._marks_clicks and click.kind == ClickClass.PERSON:
            return onward(marked(lead.target, click_id(self._key, code, click.at)))
        return lead.page

    def _is_over(self, lead: Lead) -> bool:
        return lead.ends_at is not None and lead.ends_at <= self._clock()

    def _own(self, code: str, lead: Lead, query: bytes, at: int, referrer: str) -> str:
        """Why a follow is the author's own; empty where nothing says so."""
        mark = _mark(query) if _OWN in query else ""
        seen = Circumstances(at, lead.accepted_at, lead.handed_off, referrer, mark)
        return own_reason(code, seen, key=self._key, pages=self._own_pages)

    def _address(self, scope: Scope, headers: Mapping[str, str]) -> str:
        """The client's address: the socket's, unless a trusted proxy says whom it speaks for."""
        address = str((scope.get("client") or ("", 0))[0])
        if self._trusted and "x-forwarded-for" in headers:
            for hop in reversed(headers["x-forwarded-for"].split(",")):
                if not within(address, self._trusted):
                    break
                address = _without_port(hop.strip()) or address
        return address

    async def _live(self, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "lifespan.shutdown":
            self._recording.start()
            await send({"type": "lifespan.startup.complete"})
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})


def own_pages(tracking: Tracking) -> frozenset[str]:
    """The hosts of the pages where employees see their own links."""
    return frozenset({urlsplit(tracking.base_url).hostname or "", *tracking.own_pages} - {""})


_OWN = f"{PARAMETER}=".encode()


def _mark(query: bytes) -> str:
    return dict(parse_qsl(query.decode("latin-1")[:500])).get(PARAMETER, "")


def _key(store: Store) -> bytes:
    with store.begin() as tx:
        return conversions.key(tx)


def _headers(scope: Scope) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        if name in _WANTED:
            key, text = name.decode(), value.decode("latin-1")
            found[key] = f"{found[key]},{text}" if key in found else text
    return found


def _without_port(hop: str) -> str:
    """The address in one entry of X-Forwarded-For, which some proxies write with a port."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop
