"""People and robots who follow the tracked links of the demonstration, over real HTTP."""

from __future__ import annotations

import asyncio
import random
import socket
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import requests

from advocacy.clock import Clock
from advocacy.settings import Tracking
from advocacy.storage import Store
from advocacy.track import Redirect

PEOPLE = (
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/26.1 Mobile/15E148 Safari/604.1"
    ),
    (
        "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/154.0.0.0 "
        "Mobile Safari/537.36"
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/154.0.0.0 "
        "Safari/537.36"
    ),
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
)
ROBOTS = (
    "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
    "Mastodon/4.5.1 (http.rb/5.3.1; +https://mastodon.example/) Bot",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
)


def free_port() -> int:
    """A port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(database: str, tracking: Tracking, port: int, clock: Clock) -> Iterator[None]:
    """Serve the tracked links in a thread, until the block ends and every click is on disk."""
    import uvicorn  # noqa: PLC0415 - heavy: imported on first use

    store = Store.open(database)
    app = Redirect(store, tracking, clock=clock)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    try:
        _wait_for(port)
        yield
    finally:
        server.should_exit = True
        thread.join()
        store.close()


def follow(links: Sequence[str], luck: random.Random, *, people: float, robots: float) -> None:
    """On average `people` and `robots` follow each link."""
    visits = [
        (link, luck.choice(agents), f"198.18.{luck.randrange(256)}.{luck.randrange(256)}")
        for link in links
        for agents, mean in ((PEOPLE, people), (ROBOTS, robots))
        for _ in range(int(luck.expovariate(1 / mean)) if mean else 0)
    ]
    luck.shuffle(visits)
    with requests.Session() as session, ThreadPoolExecutor(8) as pool:
        session.trust_env = False

        def visit(one: tuple[str, str, str]) -> None:
            link, agent, address = one
            headers = {"User-Agent": agent, "X-Forwarded-For": address}
            session.get(link, headers=headers, allow_redirects=False, timeout=10).raise_for_status()

        list(pool.map(visit, visits))


def _wait_for(port: int) -> None:
    """Return when the server answers."""
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.1).close()
        except OSError:
            threading.Event().wait(0.05)
        else:
            return
    raise TimeoutError(f"nothing answers on port {port}")
