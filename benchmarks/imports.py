"""What `import advocacy` and `from advocacy import Program` cost beside `import requests`, in one run.

python benchmarks/imports.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

ROUNDS = 15
STATEMENTS = {
    "nothing": "pass",
    "import requests": "import requests",
    "import advocacy": "import advocacy",
    "from advocacy import Program": "from advocacy import Program",
}

ENV = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Compiled once and kept, as on any machine where the package is installed."""


def cpu_of(statement: str) -> float:
    """Seconds of CPU that a new interpreter takes for `statement`."""
    code = f"import time\n{statement}\nprint(time.process_time())"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=ENV)
    return float(done.stdout)


def main() -> None:
    best = dict.fromkeys(STATEMENTS, float("inf"))
    for _ in range(ROUNDS):  # in turns, so that a busy moment hits all of them
        for name, statement in STATEMENTS.items():
            best[name] = min(best[name], cpu_of(statement))
    floor = best["nothing"]
    unit = best["import requests"] - floor
    print(f"{'':32}{'CPU ms':>8}{'× requests':>12}")
    for name, seconds in best.items():
        cost = seconds - floor
        print(f"{name:32}{cost * 1000:8.1f}{cost / unit:12.2f}")
    bare = floor * 1000
    print(f"(best of {ROUNDS}; the bare interpreter, {bare:.1f} ms, is taken off; {time.strftime('%F')})")


if __name__ == "__main__":
    main()
