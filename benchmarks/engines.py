"""Bare task engines beside the outbox: processor time per task above the bare POST, and nothing safe.

    python benchmarks/engines.py             # installs Celery, Huey and DBOS into a temporary environment

Each engine makes the same POSTs as `publishing.py` from eight threads of one worker process, and is asked
for nothing else: it posts twice, or loses, when it is killed (docs/decisions/0001). Celery's broker is Valkey
and DBOS's database PostgreSQL, the tests' servers; their own time is not counted.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

from publishing import network

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from peers.broker import run_broker
from peers.postgres import run_postgres

PACKAGES = ("requests", "celery[redis]", "huey", "dbos", "psycopg[binary]")
WORKER = Path(__file__).with_name("engine_worker.py")


def installed(directory: Path) -> Path:
    """The interpreter of a new environment that has the engines."""
    venv.create(directory, with_pip=True)
    python = directory / "bin/python"
    command = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *PACKAGES]
    subprocess.run(command, check=True)
    return python


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shares", type=int, default=1000, help="in each round (default 1000)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--python", help="an interpreter that has the engines, in place of a new environment")
    asked = parser.parse_args()
    with TemporaryDirectory(prefix="advocacy-engines-") as directory, network() as url:
        python = Path(asked.python) if asked.python else installed(Path(directory, "venv"))
        with run_broker() as broker, run_postgres() as postgres, postgres.database() as database:
            places = {"huey": str(Path(directory, "huey.db")), "celery": broker, "dbos": database}
            for engine, place in places.items():
                command = [python, WORKER, engine, url, str(asked.shares), str(asked.rounds), place]
                subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
