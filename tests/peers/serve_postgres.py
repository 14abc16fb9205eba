"""Serve PostgreSQL on a Unix socket until standard input closes: serve_postgres.py DIRECTORY_OF_ITS_PROGRAMS.

PostgreSQL refuses to run as root. When we are root it runs as `nobody`, and from a copy of its programs where
they lie out of that user's reach, so that no permission of this machine has to be loosened.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # a test's database need not survive the machine
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


def run_as() -> dict[str, Any]:
    """Options for `subprocess` that make a child an ordinary user."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def within_reach(programs: Path, directory: Path, user: dict[str, Any]) -> Path:
    """The programs, or a copy of them where `user` may run it."""
    try:
        subprocess.run([programs / "bin/postgres", "--version"], check=True, capture_output=True, **user)
    except (PermissionError, subprocess.CalledProcessError):
        return copy(programs, directory)
    return programs


def copy(programs: Path, directory: Path) -> Path:
    """Copy the programs, and their libraries, which the wheel keeps at a certain distance from them."""
    package = programs.parent
    for source in (package, package.with_suffix(".libs")):
        if source.exists():
            shutil.copytree(source, directory / source.name, symlinks=True)
    return directory / package.name / programs.name


def start(programs: Path, directory: Path, user: dict[str, Any]) -> subprocess.Popen[bytes]:
    """Make the data directory and run the server on it."""
    bin_ = within_reach(programs, directory, user) / "bin"
    data = directory / "data"
    new = [
        bin_ / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--no-locale",
        "--no-sync",
    ]
    subprocess.run(new, check=True, stdout=sys.stderr, cwd=directory, **user)
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    command = [bin_ / "postgres", "-D", data, "-k", directory, *options]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, cwd=directory, **user)


def wait_until_ready(server: subprocess.Popen[bytes], data: Path) -> None:
    """PostgreSQL writes that it is ready into the last line of its pid file."""
    for _ in range(600):
        lines = (
            (data / "postmaster.pid").read_text().splitlines() if (data / "postmaster.pid").exists() else []
        )
        if lines and lines[-1].strip() == "ready":
            return
        if server.poll() is not None:
            sys.exit(f"postgres ended with {server.returncode}")
        time.sleep(0.05)
    sys.exit("postgres was not ready within 30 seconds")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop at once: nobody is left who would want the data."""
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:
        server.kill()


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    user = run_as()
    directory = Path(tempfile.mkdtemp(prefix="advocacy-pg-", dir="/tmp"))  # a socket's path must be short
    try:
        if user:
            os.chown(directory, user["user"], user["group"])
        server = start(Path(sys.argv[1]), directory, user)
        try:
            wait_until_ready(server, directory / "data")
            ready = json.dumps({"directory": str(directory), "pid": server.pid})
            print(ready, flush=True)  # noqa: T201 this is what we say to whoever started us
            while os.read(0, 1):  # nobody writes: it returns when they are gone
                pass
        finally:
            stop(server)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
