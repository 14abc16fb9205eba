"""The star schema as a folder of Parquet files: what any engine needs to run the definitions' texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from advocacy.clock import Clock, utc_now
from advocacy.errors import ConfigurationError, NotFound
from advocacy.reach.engines.duck import DuckEngine

TABLES = (
    *("advocate_facts", "share_facts", "link_facts", "place_days", "click_days", "click_facts", "names"),
    *("calendar", "age_periods", "count_facts", "growth_facts", "visitor_facts", "follower_facts"),
)
_ABOUT = "star.json"


def write_star(engine: DuckEngine, target: str | Path, *, zone: ZoneInfo, clock: Clock = utc_now) -> Path:
    """Write every table of the star schema to ``<target>/<table>.parquet``, from one state of the data.

    Args:
        engine: over the programme's database and files.
        target: a folder, made when it is not there; files of the same names are replaced.
        zone: the programme's; the days of the tables are its days.
        clock: what tells the time.
    """
    folder = Path(target).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    with engine.reading(zone=zone, clock=clock) as reading:
        for table in TABLES:
            reading.write(table, folder / f"{table}.parquet")
    about = {"zone": zone.key, "made_at": clock().isoformat()}
    (folder / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
    return folder


def paths(folder: Path, zone: ZoneInfo) -> dict[str, Path]:
    """The files of a star by table.

    Raises:
        NotFound: there is no star in the folder.
        ConfigurationError: its days are those of another time zone.
    """
    try:
        about: dict[str, Any] = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(
            fr=f"Pas de schéma en étoile dans {folder} : écrivez-le avec write_star",
            en=f"There is no star schema in {folder}: write one with write_star",
        ) from None
    if about["zone"] != zone.key:
        raise ConfigurationError(
            fr=f"{folder} a les jours de {about['zone']}, non de {zone.key} : récrivez-le avec write_star",
            en=f"{folder} has the days of {about['zone']}, not of {zone.key}: write it anew with write_star",
        )
    return {table: folder / f"{table}.parquet" for table in TABLES}
