"""Mount the redirect of tracked links in a web application of your own: any ASGI host will do.

Run it under any ASGI server, for instance `uvicorn examples.mount_redirect:app`.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from advocacy import Program

program = Program.open(os.environ.get("ADVOCACY_PROGRAM", "."))
redirect = program.redirect()


async def app(
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
) -> None:
    """Tracked links and the lifespan go to the redirect; everything else is your intranet."""
    if scope["type"] == "lifespan" or scope.get("path", "").startswith("/r/"):
        await redirect(scope, receive, send)
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"Welcome to the intranet.\n"})
