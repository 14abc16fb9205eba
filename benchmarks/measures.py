"""Each measure that can be asked for, on plain SQLite, over a large programme: CPU seconds of each answer.

    python benchmarks/measures.py [--clicks 1000000] [--folder DIR]

The programme is that of `reports.py`: 20,000 advocates, 200,000 shares, 2 million running totals.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from reports_made import NOW, make

from advocacy.clock import FixedClock
from advocacy.reach import cohorts, leaderboard
from advocacy.reach.answer import Source, answer, breakdowns
from advocacy.reach.metrics import Behind, Form, measures
from advocacy.settings import Settings
from advocacy.storage import Store

SETTINGS = Settings.model_validate(
    {
        "programme": {"name": "Acme", "timezone": "UTC"},
        "reach": {"leaderboards": True, "summed_followers": True},
    }
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clicks", type=int, default=1_000_000)
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = chosen.folder or Path(made)
        if not (folder / "advocacy.db").exists():
            make(folder, chosen.clicks)
        store = Store.open(str(folder / "advocacy.db"))
        asking = Source.of(store, settings=SETTINGS, clock=FixedClock(NOW))
        print(f"{'measure':28}{'CPU s':>8}")
        for found in measures():
            if found.form is not Form.MONEY and found.behind is not Behind.LISTED:
                begin = time.process_time()
                if found.name == "retention":
                    cohorts.retention(asking, asking.question())
                elif found.name == "leaderboard_teams":
                    leaderboard.teams(asking, asking.question())
                else:
                    answer(asking, found.name, by=breakdowns(found)[0], question=asking.question())
                print(f"{found.name:28}{time.process_time() - begin:8.2f}", flush=True)
        store.close()


if __name__ == "__main__":
    main()
