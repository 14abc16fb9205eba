"""Facts as a file for other tools: CSV, JSON lines or Parquet."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text
from advocacy.reach.public_facts import Fact

_COLUMNS = tuple(field.name for field in fields(Fact))


def write_facts(facts: Iterable[Fact], target: Path) -> int:
    """Write facts to `target`, whose ending says how; it is there whole or not at all. How many there were.

    Raises:
        InvalidInput: it ends in none of .csv, .jsonl and .parquet, or cannot be written.
        MissingExtra: Parquet without DuckDB.
    """
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        known = ", ".join(_WRITERS)
        raise InvalidInput(Mistake(message=_OTHER_KIND.format(known=known), file=str(target)))
    found = list(facts)
    try:
        with tempfile.TemporaryDirectory(prefix=".advocacy-", dir=target.parent) as folder:
            made = Path(folder) / target.name
            write(found, made)
            with made.open("rb") as file:
                os.fsync(file.fileno())
            made.replace(target)
    except OSError as error:
        why = _NOT_WRITTEN.format(why=error.strerror or type(error).__name__)
        raise InvalidInput(Mistake(message=why, file=str(target))) from None
    return len(found)


def _csv(facts: list[Fact], target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file, lineterminator="\n")
        written.writerow(_COLUMNS)
        written.writerows([getattr(fact, name) for name in _COLUMNS] for fact in facts)


def _jsonl(facts: list[Fact], target: Path) -> None:
    lines = (json.dumps(asdict(fact), ensure_ascii=False) + "\n" for fact in facts)
    with target.open("w", encoding="utf-8") as file:
        file.writelines(lines)


def _parquet(facts: list[Fact], target: Path) -> None:
    from advocacy.reach.engines.duck import connect  # noqa: PLC0415 - heavy: imported on first use

    rows = target.with_suffix(".csv")
    _csv(facts, rows)
    texts = dict.fromkeys(_COLUMNS, "VARCHAR") | {
        "value": "BIGINT",
        "rounded_to": "BIGINT",
        "noise": "DOUBLE",
    }
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in texts.items())
    read = f"read_csv($rows, header = true, columns = {{{columns}}}, quote = '\"')"
    day = "REPLACE (CAST(NULLIF(day, '') AS DATE) AS day)"
    with connect() as database:
        database.execute(f"CREATE TABLE facts AS SELECT * {day} FROM {read}", {"rows": str(rows)})  # noqa: S608 - names of our own
        database.execute(f"COPY facts TO '{_quoted(target)}' (FORMAT parquet, COMPRESSION zstd)")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


_WRITERS: Mapping[str, Callable[[list[Fact], Path], None]] = {
    ".csv": _csv,
    ".jsonl": _jsonl,
    ".parquet": _parquet,
}
_OTHER_KIND = Text(fr="le nom finit par l’un de : {known}", en="the name ends in one of: {known}")
_NOT_WRITTEN = Text(fr="ne peut pas être écrit : {why}", en="cannot be written: {why}")
