"""The rows of `acknowledgements`."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from advocacy.charter.acknowledgement import Acknowledgement
from advocacy.storage.schema import acknowledgements
from advocacy.storage.store import insert_once


def put(tx: Connection, one: Acknowledgement) -> bool:
    """Write down that a person has read a version; whether they had not yet."""
    row = {
        "advocate": one.advocate,
        "version": one.version,
        "language": one.language,
        "articles": dict(one.articles),
        "at": one.at,
    }
    return insert_once(tx, acknowledgements, row) == 1


def select(tx: Connection, *, advocate: str | None = None) -> list[Acknowledgement]:
    """What was acknowledged, by everyone or by one person, oldest first."""
    query = sa.select(acknowledgements).order_by(acknowledgements.c.at, acknowledgements.c.advocate)
    if advocate is not None:
        query = query.where(acknowledgements.c.advocate == advocate)
    return [_acknowledgement(row) for row in tx.execute(query)]


def _acknowledgement(row: Row[Any]) -> Acknowledgement:
    return Acknowledgement(
        advocate=row.advocate,
        version=row.version,
        language=row.language,
        articles=row.articles,
        at=row.at,
    )
