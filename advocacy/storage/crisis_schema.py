"""The tables of a crisis: what was frozen, and the posts that their authors were asked about."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, Text

from advocacy.storage.metadata import metadata
from advocacy.storage.types import Moment

freezes = Table(
    "freezes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("campaign", Text, comment="only this one; NULL: all"),
    Column("network", Text, comment="only this one; NULL: all"),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("lifted_at", Moment),
    Column("lifted_by", Text),
    comment="A crisis: while it lasts, no share it covers is claimed.",
)

freeze_exemptions = Table(
    "freeze_exemptions",
    metadata,
    Column("freeze", Text, ForeignKey("freezes.id"), primary_key=True),
    Column("story", Text, primary_key=True),
    comment="Stories that go out all the same, such as the company's statement.",
)

deletion_offers = Table(
    "deletion_offers",
    metadata,
    Column("share", Text, ForeignKey("shares.id"), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("answer", Text, comment="deleted or kept, as its author chose"),
    Column("answered_at", Moment),
    comment="A withdrawn story's posts: their authors are asked, never made, to delete them.",
)
