from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import resources
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from advocacy.clock import FixedClock, utc_now
from advocacy.errors import ConfigurationError, MissingExtra
from advocacy.storage import SCHEMA_VERSION, Store, schema
from advocacy.storage.server_clock import ServerClock
from advocacy.storage.store import insert_once
from publish.world import START

META = [{"key": "installation", "value": "here"}, {"key": "colour", "value": "blue"}]


def test_a_new_database_is_made(url: str) -> None:
    store = Store.open(url)
    assert store.version() == SCHEMA_VERSION
    with store.read() as tx:
        assert set(sa.inspect(tx).get_table_names()) >= set(schema.metadata.tables)
    store.close()


def test_what_was_written_is_there_when_it_is_opened_again(url: str) -> None:
    for expected in (1, 0):
        store = Store.open(url)
        with store.begin() as tx:
            assert insert_once(tx, schema.meta, META[0]) == expected
        store.close()


def test_the_migrations_build_the_tables_that_the_code_describes(store: Store) -> None:
    with store.begin() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, schema.metadata) == []


def test_the_migrations_make_the_same_checks(store: Store) -> None:
    """Alembic does not compare these."""
    with store.read() as tx:
        for table in schema.metadata.sorted_tables:
            described = {c.name for c in table.constraints if isinstance(c, sa.CheckConstraint)}
            assert {check["name"] for check in sa.inspect(tx).get_check_constraints(table.name)} == described


def test_the_version_is_the_newest_migration() -> None:
    folder = resources.files("advocacy.storage").joinpath("migrations")
    assert ScriptDirectory(str(folder)).get_current_head() == SCHEMA_VERSION


def set_version(store: Store, version: str) -> None:
    with store.begin() as tx:
        tx.execute(sa.text("UPDATE alembic_version SET version_num = :version"), {"version": version})


@pytest.mark.parametrize(
    ("version", "command", "french"),
    [
        ("0000", "advocacy upgrade", "programme plus ancien"),
        ("9999", "pip install --upgrade advocacy", "programme plus récent"),
    ],
)
def test_a_database_of_another_version_says_how_to_mend_it(
    url: str, version: str, command: str, french: str
) -> None:
    store = Store.open(url)
    set_version(store, version)
    store.close()
    with pytest.raises(ConfigurationError) as caught:
        Store.open(url)
    assert command in caught.value.text.en
    assert command in caught.value.text.fr
    assert french in caught.value.text.fr


def test_an_upgrade_never_goes_back(url: str) -> None:
    Store.open(url).close()
    store = Store.for_upgrade(url)
    set_version(store, "9999")
    with pytest.raises(ConfigurationError, match="newer"):
        store.upgrade()
    store.close()


def test_upgrading_twice_changes_nothing(store: Store) -> None:
    with store.begin() as tx:
        insert_once(tx, schema.meta, *META)
    store.upgrade()
    with store.read() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(schema.meta)).scalar_one() == 2


def test_many_programs_may_open_a_new_database_at_once(url: str) -> None:
    barrier = threading.Barrier(6)

    def opened(_number: int) -> str | None:
        barrier.wait()
        store = Store.open(url)
        version = store.version()
        store.close()
        return version

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(opened, range(6))) == [SCHEMA_VERSION] * 6


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / "advocates.csv"
    file.write_text("id,team\nada,sales\n" * 100)
    with pytest.raises(ConfigurationError, match="does not open"):
        Store.open(str(file))


def test_a_directory_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Check its address") as caught:
        Store.open(str(tmp_path / "nowhere" / "advocacy.db"))
    assert "Vérifiez l’adresse" in caught.value.text.fr


@pytest.mark.parametrize("url", ["mysql://host/db", "http://host", "://", "postgresql://host:port/db"])
def test_an_address_of_something_else_is_told(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"advocacy\.db"):
        Store.open(url)


def test_a_password_is_not_shown() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Store.open("postgresql://ada:c4nary@127.0.0.1:1/advocacy")
    assert "c4nary" not in str(caught.value) + caught.value.text.fr


def test_without_its_driver_postgresql_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtra, match=r"advocacy\[postgres\]"):
        Store.open("postgresql://host/db")


def test_an_error_does_not_quote_what_people_wrote(store: Store) -> None:
    said = schema.meta.insert().values(key="one", value="my own words")
    with store.begin() as tx:
        tx.execute(said)
    with pytest.raises(sa.exc.IntegrityError) as caught, store.begin() as tx:
        tx.execute(said)
    assert "my own words" not in str(caught.value)


def test_an_error_undoes_the_whole_transaction(store: Store) -> None:
    def fail() -> None:
        with store.begin() as tx:
            insert_once(tx, schema.meta, META[0])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.begin() as tx:
        assert insert_once(tx, schema.meta, META[0]) == 1


def test_a_read_sees_one_state_whatever_is_written_meanwhile(store: Store) -> None:
    count = sa.select(sa.func.count()).select_from(schema.meta)
    with store.read() as reading:
        assert reading.execute(count).scalar_one() == 0
        with store.begin() as writing:
            insert_once(writing, schema.meta, *META)
        assert reading.execute(count).scalar_one() == 0
    with store.read() as reading:
        assert reading.execute(count).scalar_one() == 2


def test_a_connection_that_was_read_from_may_write_next(store: Store) -> None:
    for row in META:
        with store.read() as tx:
            tx.execute(sa.select(schema.meta)).all()
        with store.begin() as tx:
            assert insert_once(tx, schema.meta, row) == 1


def test_writers_wait_for_each_other(store: Store) -> None:
    def count(_number: int) -> None:
        with store.begin() as tx:
            found = sa.select(schema.salts.c.day).with_for_update()
            day = tx.execute(found).scalar_one()
            tx.execute(schema.salts.update().values(day=day + 1))

    with store.begin() as tx:
        tx.execute(schema.salts.insert().values(day=0, salt=b""))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(100)))
    with store.read() as tx:
        assert tx.execute(sa.select(schema.salts.c.day)).scalar_one() == 100


def test_threads_take_turns_at_a_database_in_memory() -> None:
    store = Store.open("sqlite://")

    def write(number: int) -> int:
        with store.begin() as tx:
            return insert_once(tx, schema.meta, {"key": str(number), "value": ""})

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(100))) == 100
    store.close()


def test_sqlite_syncs_before_it_says_that_it_is_written(tmp_path: Path) -> None:
    store = Store.open(str(tmp_path / "advocacy.db"))
    with store.read() as tx:
        found = {
            name: tx.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "fullfsync")
        }
    store.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "fullfsync": 1}


@pytest.mark.postgres
def test_postgresql_syncs_before_it_says_that_it_is_written(postgres_url: str) -> None:
    store = Store.open(postgres_url)
    with store.read() as tx:
        assert tx.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
    store.close()


def test_only_rows_that_are_new_are_inserted(store: Store) -> None:
    rows = [{"key": str(number), "value": "first"} for number in range(3_000)]
    with store.begin() as tx:
        assert insert_once(tx, schema.meta) == 0
        assert insert_once(tx, schema.meta, *rows[:10]) == 10
        assert insert_once(tx, schema.meta, *({**row, "value": "second"} for row in rows)) == 2_990
        assert insert_once(tx, schema.meta, rows[0]) == 0
        kept = sa.select(sa.func.count()).where(schema.meta.c.value == "first")
        assert tx.execute(kept).scalar_one() == 10


def test_of_two_transactions_that_insert_the_same_row_one_does(store: Store) -> None:
    barrier = threading.Barrier(4)

    def insert(_number: int) -> int:
        barrier.wait()
        with store.begin() as tx:
            return insert_once(tx, schema.meta, META[0])

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(insert, range(4))) == [0, 0, 0, 1]


def test_the_server_tells_the_time_of_every_machine(store: Store) -> None:
    slow = FixedClock(START)
    clock = store.clock(slow)
    if store.engine.dialect.name == "sqlite":
        assert clock is slow
    else:
        assert abs(clock() - utc_now()) < timedelta(minutes=1)


def test_a_server_that_is_away_leaves_its_last_correction() -> None:
    answers = [START + timedelta(seconds=5)]

    def ask() -> object:
        if not answers:
            raise sa.exc.OperationalError("", {}, Exception())
        return answers.pop()

    here = FixedClock(START)
    clock = ServerClock(ask, here)  # type: ignore[arg-type]
    assert clock() == START + timedelta(seconds=5)
    here.advance(hours=1)
    assert clock() == START + timedelta(hours=1, seconds=5)
    answers.append(START + timedelta(hours=2))
    assert clock() == START + timedelta(hours=2)
    here.advance(hours=-1)
    answers.append(START + timedelta(hours=3))
    assert clock() == START + timedelta(hours=3)


def test_opening_a_store_imports_no_migration_tool_for_a_database_that_is_there(tmp_path: Path) -> None:
    file = str(tmp_path / "advocacy.db")
    Store.open(file).close()
    program = (
        "import sys; from advocacy.storage import Store; Store.open(sys.argv[1]); "
        "print('alembic' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, file], capture_output=True, text=True, check=True, env=os.environ
    )
    assert found.stdout.strip() == "False"
