"""Serve tracked links alone, on uvicorn, with as many workers as the machine should give."""

from __future__ import annotations

import gc
import json
import os
from pathlib import Path
from typing import Any

from advocacy.settings import Tracking
from advocacy.storage import Store
from advocacy.track.redirect import Redirect

HANDED_DOWN = "ADVOCACY_SERVE"
"""The environment variable by which workers learn what to serve; it is set for them only."""


def serve(
    database: str,
    tracking: Tracking | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 1,
    folder: Path | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; clicks that wait are written before it returns.

    Args:
        database: an SQLite file, or ``postgresql://…``.
        tracking: the settings of that section.
        host: the address to listen at; behind a proxy, name the proxy in `tracking.trusted_proxies`.
        port: the port to listen at.
        workers: processes. With more than one, an SQLite file is written through a segment of each.
        folder: where logs of clicks stand; by default beside an SQLite file, and with PostgreSQL in
            ``advocacy-clicks`` where the server is started: without one its restart would cost clicks.

    Raises:
        ConfigurationError: the database does not open.
    """
    import uvicorn  # noqa: PLC0415 - heavy: imported on first use

    Store.open(database).close()  # say what is wrong with it once, and not in each worker
    tracking = tracking or Tracking()
    if folder is None and database.startswith("postgres"):
        folder = Path("advocacy-clicks").absolute()
    options: dict[str, Any] = {"host": host, "port": port, **_OPTIONS}
    if workers == 1:
        uvicorn.run(_settled(Redirect(Store.open(database), tracking, folder=folder)), **options)
        return
    facts = {"database": database, "tracking": tracking.model_dump_json(), "folder": folder and str(folder)}
    os.environ[HANDED_DOWN] = json.dumps(facts)
    try:
        uvicorn.run(f"{__name__}:handed_down", factory=True, workers=workers, **options)
    finally:
        del os.environ[HANDED_DOWN]


def handed_down() -> Redirect:
    """The app of one worker of `serve`."""
    facts = json.loads(os.environ[HANDED_DOWN])
    app = Redirect(
        Store.open(facts["database"]),
        Tracking.model_validate_json(facts["tracking"]),
        shared=True,
        folder=Path(facts["folder"]) if facts["folder"] else None,
    )
    return _settled(app)


def _settled(app: Redirect) -> Redirect:
    """Tell the collector that what there is stays: it need not walk over it every few thousand clicks."""
    gc.collect()
    gc.freeze()
    return app


_OPTIONS = {
    "access_log": False,  # it would keep addresses
    "proxy_headers": False,  # whom to believe is ours to decide
    "server_header": False,
    "lifespan": "on",
    "log_level": "warning",
    "timeout_graceful_shutdown": 10,
}
