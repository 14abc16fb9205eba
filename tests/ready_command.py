"""``advocacy`` without its start: a process that has imported it, and forks itself for each command.

A page has fifty commands; most of what each costs is Python reading modules and packs. What runs is the same.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import typer.main

import verbs

CLIENT = f"""#!{sys.executable} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as asked:
    asked.connect(os.environ["READY_COMMAND"])
    what = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(asked, [len(what).to_bytes(4, "big")], [0, 1, 2])
    asked.sendall(what)
    sys.exit(int(asked.recv(8) or b"70"))
"""


@contextlib.contextmanager
def ready_command(environment: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """What the environment must have so that ``advocacy`` is the ready one.

    It starts in `environment` (else in ours), for rich keeps the width that it finds when it is imported.
    """
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        client, asked = folder / "advocacy", folder / "asked"
        client.write_text(CLIENT, encoding="utf-8")
        client.chmod(0o755)
        with subprocess.Popen([sys.executable, __file__, str(asked)], env=environment) as server:
            try:
                while not asked.exists():
                    if server.poll() is not None:
                        raise RuntimeError("the ready command did not start")
                    time.sleep(0.02)
                tools = Path(sys.executable).parent
                path = os.pathsep.join((made, str(tools), os.environ["PATH"]))
                yield {"PATH": path, "READY_COMMAND": str(asked)}
            finally:
                server.kill()


def serve(where: str) -> None:
    """Answer commands, each in a process of its own."""
    import advocacy.charter  # noqa: PLC0415, F401 - what is heavy is imported before the forks
    from advocacy.charter.gathering import PACKS, read_pack  # noqa: PLC0415
    from advocacy.cli.app import app, run  # noqa: PLC0415
    from advocacy.cli.speech import VARIABLE  # noqa: PLC0415
    from advocacy.language import Language  # noqa: PLC0415

    for pack in PACKS:
        read_pack(pack)
    for language in Language:
        os.environ[VARIABLE] = language
        verbs.read(app)
    typer.main.get_command = verbs.read
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{where}.new")
        listening.listen()
        Path(f"{where}.new").rename(where)
        while True:
            asked, _ = listening.accept()
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                answer(asked, run)
            asked.close()


def answer(asked: socket.socket, run: object) -> None:
    """Be that command, and tell how it ended."""
    size, handles, _, _ = socket.recv_fds(asked, 4, 3)
    what = asked.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL)
    arguments, folder, environment = json.loads(what)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, handle in enumerate(handles):
        os.dup2(handle, number)
    code = 70
    try:
        run(arguments)  # type: ignore[operator]
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        asked.sendall(str(code).encode())
        os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1])
