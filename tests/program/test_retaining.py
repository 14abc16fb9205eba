"""No click is kept for ever, and no report changes when old ones go."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from advocacy.clock import FixedClock
from advocacy.program import Program
from advocacy.settings import Settings
from advocacy.storage import event_files, schema
from advocacy.storage.facts import Asked
from reach.programme import END, START, finished

DAYS = 60


def counted(program: Program) -> int:
    with program.store.read() as tx:
        return int(tx.execute(sa.select(sa.func.count()).select_from(schema.clicks)).scalar_one())


def shown(program: Program) -> dict[str, object]:
    found = program.report(campaign="spring", until=END.date()).to_dict()
    return {name: found[name] for name in ("measures", "by")}


@pytest.mark.parametrize("files", [None, "files"])
def test_old_clicks_go_and_every_number_stays(files: str | None, tmp_path: Path) -> None:
    clock = FixedClock(END)
    told = {
        "database": {"url": str(tmp_path / "advocacy.db")},
        "programme": {"timezone": "Europe/Paris"},
        "reach": {"forget_days": DAYS, **({"files": str(tmp_path / files), "keep_days": 2} if files else {})},
    }
    with Program.open(settings=Settings.model_validate(told), clock=clock) as program:
        finished().save(program.store)
        clock.advance(days=2)
        if files:
            assert program.compact().clicks > 900
        before, rows = shown(program), counted(program)
        assert program.forget_clicks() == 0
        clock.advance(seconds=(START + timedelta(days=DAYS + 14) - clock()).total_seconds())
        gone = program.forget_clicks()
        assert files or gone > 0
        assert counted(program) == (rows if files else rows - gone)
        clock.advance(days=50)
        gone += program.forget_clicks()
        assert counted(program) == 0 if not files else gone > 900
        assert shown(program) == before
        clock.advance(seconds=3600)
        assert program.forget_clicks() == 0
        if files:
            with program.store.read() as tx:
                listed = event_files.listed(tx)
            assert {file.rows for file in listed} == {0}
            assert {
                str(path.relative_to(tmp_path / files)) for path in (tmp_path / files).rglob("*.parquet")
            } == {file.name for file in listed}
            with program.engine().reading(zone=program.zone, clock=clock) as reading:
                assert reading.query("SELECT COUNT(*) FROM click_facts", Asked(as_of=clock())) == [(0,)]
