"""The tutorial is run as it is printed, against a server on this machine."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs/tutorial.md"
BLOCK = re.compile(r"^```sh( background)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
WAIT = "for _ in $(seq 100); do {ready} && break; sleep 0.1; done\n"
READY = {
    "fake-networks": "[ -s networks.json ]",
    "serve": "curl --silent --fail --output /dev/null http://127.0.0.1:8000/healthz",
}


def script() -> str:
    """All blocks in order; those of the second terminal run beside, and are waited for until they answer."""
    parts = ["set -eu\n"]
    for background, code in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if not background:
            parts.append(code)
            continue
        verb = code.split()[1]
        parts += [code.rstrip() + " &\n", WAIT.format(ready=READY[verb])]
    return "".join(parts)


def test_the_tutorial_runs_as_printed(tmp_path: Path) -> None:
    tools = Path(sys.executable).parent
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/activate").write_text(f'PATH="{tools}:$PATH"\n', encoding="utf-8")
    environment = {**os.environ, "ADVOCACY_LANG": "en", "COLUMNS": "160"}
    environment.pop("ADVOCACY_KEY", None)
    with subprocess.Popen(
        ["bash", "-c", script()],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            # the servers in the background keep the pipe open: what counts is that the shell itself ended
            code = process.wait(timeout=200)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
        said = process.stdout.read() if process.stdout else ""
    assert code == 0, said
    assert "notre prochaine pompe à chaleur" in said
    assert "published" in said
    assert "302 https://acme.example/aria?utm_source=mastodon" in said
    assert (tmp_path / "voices/report.html").stat().st_size > 1000
