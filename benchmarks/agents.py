"""How many robots and previews are recognised, how many people are mistaken for one, and how fast.

python benchmarks/agents.py                        # the two licensed sets that the tests use
python benchmarks/agents.py robots=FILE people=FILE     # other sets, one agent a line
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from advocacy.outcome import ClickClass
from advocacy.track import agents

DATA = Path(__file__).resolve().parent.parent / "tests" / "track" / "data"


def read(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in dict.fromkeys(lines) if line.strip() and not line.startswith("#")]


def microseconds(seen: list[str]) -> float:
    """CPU of one answer; every agent is new, so nothing is remembered."""
    agents._match.cache_clear()  # noqa: SLF001 - the memory of agents seen before is not what is measured
    start = time.process_time()
    for agent in seen:
        agents.classify_agent(agent)
    return (time.process_time() - start) / len(seen) * 1e6


def main() -> None:
    asked = dict(argument.split("=", 1) for argument in sys.argv[1:])
    files = {name: Path(asked.get(name, DATA / f"{name}.txt")) for name in ("robots", "people")}
    start = time.process_time()
    agents.classify_agent("anything")
    print(f"patterns ready in {(time.process_time() - start) * 1e3:.0f} ms")
    for name, path in files.items():
        seen = read(path)
        first, again = microseconds(seen), microseconds(seen)
        kinds = Counter(agents.classify_agent(agent) for agent in seen)
        wrong = kinds[ClickClass.PERSON] if name == "robots" else len(seen) - kinds[ClickClass.PERSON]
        share = (
            f"{1 - wrong / len(seen):.2%} recognised"
            if name == "robots"
            else f"{wrong / len(seen):.3%} mistaken"
        )
        print(f"{len(seen):6,} {name}: {share}; {first:.1f} µs each at first, {again:.1f} µs later")
        print("       ", ", ".join(f"{kind} {count:,}" for kind, count in kinds.most_common()))


if __name__ == "__main__":
    main()
