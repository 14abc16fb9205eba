"""A worker of each kind, in processes of their own: ``python -m publish.fleet ENGINE``, or as Celery's app.

``ADVOCACY_FLEET`` holds the settings as JSON, with a lease shorter than any real one.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from typing import Any

from advocacy.program import Program
from advocacy.settings import Settings

VARIABLE, BROKER = "ADVOCACY_FLEET", "ADVOCACY_FLEET_BROKER"
SWEEP = timedelta(seconds=1)


def told(settings: Settings) -> str:
    """What a worker is told."""
    return settings.model_dump_json()


def program() -> Program:
    """The programme that the variable is about."""
    given = json.loads(os.environ[VARIABLE])
    given["publishing"].pop("lease")
    settings = Settings.model_validate(given)
    return Program.open(settings=settings.model_copy(update={"publishing": with_lease(settings)}))


def with_lease(settings: Settings) -> Any:
    """A lease that ends while a test waits."""
    return settings.publishing.model_copy(update={"lease": 3})


def celery_app() -> Any:
    from celery import Celery  # noqa: PLC0415 - one engine a process

    from advocacy.runners.celery import add_tasks  # noqa: PLC0415 - one engine a process

    made = Celery("fleet", broker=os.environ[BROKER])
    made.conf.broker_transport_options = {"visibility_timeout": 4}
    add_tasks(made, program, every=SWEEP)
    return made


def main(engine: str) -> None:
    """Publish until killed; ``once``: until nothing is due within two minutes."""
    if engine == "dbos":
        from advocacy.runners.dbos import work  # noqa: PLC0415 - one engine a process

        work(program, every=SWEEP)
    elif engine == "once":
        program().publish()
    else:
        from advocacy.runners.in_process import work as work_here  # noqa: PLC0415 - one engine a process

        work_here(program())


if BROKER in os.environ:
    app = celery_app()

if __name__ == "__main__":
    main(sys.argv[1])
