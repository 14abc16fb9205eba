"""Whose database it is, while others are at it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from advocacy.errors import ConfigurationError
from advocacy.program import Program
from advocacy.program.installation import VARIABLE
from advocacy.storage import Store, installation
from builders import advocate, approved, running


def test_a_publisher_stops_when_another_installation_takes_the_database_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advocacy.program.publishing.EVERY", timedelta(milliseconds=20))
    with running(tmp_path, [advocate("ada")]) as (program, fake), ThreadPoolExecutor(1) as pool:
        taken = program.accept(approved(program)[0], by="ada")
        publishing = threading.Event()
        working = pool.submit(
            program.publish, until_empty=False, on_settled=lambda _settlement: publishing.set()
        )
        assert publishing.wait(30)
        monkeypatch.setenv(VARIABLE, "another")
        with Program.open(settings=program.settings) as other:
            with pytest.raises(ConfigurationError, match="advocacy adopt --by PERSON --role ROLE"):
                other.publish()
            other.adopt(by="ops", role="operator")
            with pytest.raises(ConfigurationError, match="may be publishing now"):
                working.result(timeout=30)
            other.publish(patience=timedelta(0))
            assert other.share(taken.id).state == "published"
        assert len(fake.posts(taken.network)) == 1


@pytest.mark.postgres
def test_a_dump_put_back_into_the_same_database_is_noticed(postgres_url: str) -> None:
    store = Store.open(postgres_url)
    with store.begin() as tx:
        assert installation.is_as_adopted(tx), "nobody has adopted it yet"
        installation.adopt(tx, "we")
        assert installation.is_as_adopted(tx)
    with store.begin() as tx:
        tx.exec_driver_sql("CREATE TABLE restored (LIKE meta INCLUDING ALL)")
        tx.exec_driver_sql("INSERT INTO restored SELECT * FROM meta")
        tx.exec_driver_sql("DROP TABLE meta")
        tx.exec_driver_sql("ALTER TABLE restored RENAME TO meta")
    with store.read() as tx:
        assert installation.of(tx) == "we"
        assert not installation.is_as_adopted(tx)
    store.close()
