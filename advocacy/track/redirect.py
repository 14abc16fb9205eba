"""The redirect: a small ASGI app that records a click and sends the person on.

GET /r/<code> ─ known ─▶ click durable ─▶ 302   private, no-store; no cookie; nothing about referrers
              ├ unknown, expired, withdrawn ─▶ the same 404 for all three
              └ too many of those from one network ─▶ 429
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy.exc import SQLAlchemyError

from advocacy.clock import Clock, utc_now
from advocacy.outcome import ClickClass
from advocacy.settings import Tracking
from advocacy.storage import Store, conversions
from advocacy.storage.clicks import Row
from advocacy.track.click_ids import click_id, marked
from advocacy.track.clicks import Clicks, networks, within
from advocacy.track.headers import forwarded, said
from advocacy.track.leads import Lead, Leads
from advocacy.track.limits import Misses
from advocacy.track.links import CODE
from advocacy.track.own import PARAMETER, own_reason
from advocacy.track.pages import Page, gone, healthy, not_allowed, onward, too_many, unavailable
from advocacy.track.recording import Durability, Recording, open_recording

log = logging.getLogger("advocacy.track")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


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
            path: str = scope["path"].removeprefix(scope.get("root_path", ""))
            try:
                page = self._at_hand(path, scope["method"]) or await self._follow(path[len("/r/") :], scope)
            except SQLAlchemyError:
                log.exception("a link could not be looked up")
                page = unavailable()
            body = b"" if scope["method"] == "HEAD" else page.body
            await send({"type": "http.response.start", "status": page.status, "headers": page.headers})
            await send({"type": "http.response.body", "body": body})

    async def close(self) -> None:
        """Write the clicks that wait; a host that sends no lifespan events calls it at its end."""
        await self._recording.close()

    def _at_hand(self, path: str, method: str) -> Page | None:
        """The answer to what follows no link."""
        if method not in {"GET", "HEAD"}:
            return not_allowed()
        if path.startswith("/r/"):
            return None
        return healthy(self._recording.tally) if path == "/healthz" else gone()

    async def _follow(self, code: str, scope: Scope) -> Page:
        """The way on, once the click is safe."""
        address = self._address(scope)
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
        click = await self._clicks.of(code, address=address, said=said(scope["method"], scope["headers"]))
        if click.kind == _PERSON and (own := self._own(click, lead, scope.get("query_string"))):
            click = click._replace(kind=ClickClass.INTERNAL.value, reason=own)
        await self._recording.record(click)
        if self._marks_clicks and click.kind == _PERSON:
            return onward(marked(lead.target, click_id(self._key, code, click.at)))
        return lead.page

    def _is_over(self, lead: Lead) -> bool:
        return lead.ends_at is not None and lead.ends_at <= self._clock()

    def _own(self, click: Row, lead: Lead, query: bytes | None) -> str:
        """Why a follow is the author's own; empty where nothing says so."""
        return own_reason(
            click,
            accepted_at=lead.accepted_at,
            handed_off=lead.handed_off,
            mark=_mark(query) if query else "",
            key=self._key,
            pages=self._own_pages,
        )

    def _address(self, scope: Scope) -> str:
        """The client's address: the socket's, unless a trusted proxy says whom it speaks for."""
        address = str((scope.get("client") or ("", 0))[0])
        if self._trusted and (hops := forwarded(scope["headers"])):
            for hop in reversed(hops.split(",")):
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
_PERSON = ClickClass.PERSON.value


def _mark(query: bytes) -> str:
    if _OWN not in query:
        return ""
    return dict(parse_qsl(query.decode("latin-1")[:500])).get(PARAMETER, "")


def _key(store: Store) -> bytes:
    with store.begin() as tx:
        return conversions.key(tx)


def _without_port(hop: str) -> str:
    """The address in one entry of X-Forwarded-For, which some proxies write with a port."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop
