"""The tables that keep what was counted, so that a report need not read each click again."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, Table, Text

from advocacy.storage.metadata import metadata
from advocacy.storage.types import Moment

rolled_clicks = Table(
    "rolled_clicks",
    metadata,
    Column("code", Text, ForeignKey("tracked_links.code", ondelete="CASCADE"), primary_key=True),
    Column("day", Integer, primary_key=True, index=True, comment="since 1970, in the programme's time zone"),
    Column("kind", Text, primary_key=True, comment="as judged when it was counted"),
    Column("filed", Boolean, primary_key=True, comment="of clicks that have moved to a file"),
    Column("clicks", BigInteger, nullable=False),
    comment="Judged clicks by link, day and class; what is not filed can be counted again.",
    sqlite_with_rowid=False,
)

rolled_places = Table(
    "rolled_places",
    metadata,
    Column("day", Integer, primary_key=True, comment="since 1970, in the programme's time zone"),
    Column("campaign", Text, primary_key=True),
    Column("story", Text, primary_key=True),
    Column("network", Text, primary_key=True),
    Column("team", Text, primary_key=True, comment="as in rolled_teams"),
    Column("kind", Text, primary_key=True),
    Column("filed", Boolean, primary_key=True),
    Column("clicks", BigInteger, nullable=False),
    comment="rolled_clicks, added up by place: what reports read.",
    sqlite_with_rowid=False,
)

rolled_teams = Table(
    "rolled_teams",
    metadata,
    Column("advocate", Text, ForeignKey("advocates.id", ondelete="CASCADE"), primary_key=True),
    Column("team", Text, nullable=False),
    comment="The team under which rolled_places counts the clicks on a person's links.",
)

visitor_days = Table(
    "visitor_days",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("network", Text, primary_key=True),
    Column("advocate", Text, ForeignKey("advocates.id", ondelete="CASCADE"), primary_key=True),
    Column("code", Text, primary_key=True, comment="of one link; empty: of any link of theirs"),
    Column("day", Integer, primary_key=True, comment="the day of a salt: days since 1970 in UTC"),
    Column("visitors", Integer, nullable=False),
    comment="Different visitors of an advocate's links, day by day.",
)

follower_counts = Table(
    "follower_counts",
    metadata,
    Column("advocate", Text, ForeignKey("advocates.id", ondelete="CASCADE"), primary_key=True),
    Column("network", Text, primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("followers", BigInteger, nullable=False),
    comment="How many follow an advocate's account, as told at a moment.",
)

follower_lists = Table(
    "follower_lists",
    metadata,
    Column("advocate", Text, ForeignKey("advocates.id", ondelete="CASCADE"), primary_key=True),
    Column("network", Text, primary_key=True),
    Column("agreed_at", Moment, nullable=False, comment="when its person agreed; without that, no row"),
    Column("due_at", Moment, nullable=False, index=True, comment="when it is to be read next"),
    Column("busy_until", Moment, comment="one process reads it; after this moment it is held for dead"),
    Column("hidden", Boolean, nullable=False, comment="its person does not show it on the network"),
    Column("sketch", LargeBinary, comment="keyed hashes of some followers; the vault holds the key"),
    Column("key", Text, comment="of the sketch, and of what is being read"),
    Column("taken_at", Moment),
    Column("reading", LargeBinary, comment="the sketch of the pages read so far"),
    Column("after", Text, nullable=False, comment="where the next page begins; empty: at the start"),
    Column("begun_at", Moment),
    comment="Public lists of followers that their person agreed to have counted; never an id.",
)

sketch_keys = Table(
    "sketch_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("secrets", LargeBinary, nullable=False, comment="encrypted; the vault holds the key"),
    Column("made_at", Moment, nullable=False),
    comment="The key that followers are hashed with; without it no sketch tells of anybody.",
)

lift_plans = Table(
    "lift_plans",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("mark", Text, nullable=False, comment="changes when anything of the design does"),
    Column("registration", Text, nullable=False, comment="which teams chance chose to be asked for what"),
    Column("registered_at", Moment, nullable=False),
    comment="Designs that let chance decide who is asked; kept before anybody is.",
)

co_clicks = Table(
    "co_clicks",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("network", Text, primary_key=True),
    Column("one", Text, ForeignKey("advocates.id", ondelete="CASCADE"), primary_key=True),
    Column("other", Text, ForeignKey("advocates.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Integer, primary_key=True, comment="the day of a salt: days since 1970 in UTC"),
    Column("visitors", Integer, nullable=False),
    comment="Visitors who followed links of both on one day; of one advocate twice: of two posts of theirs.",
)

visitor_breadth = Table(
    "visitor_breadth",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("network", Text, primary_key=True),
    Column("day", Integer, primary_key=True, comment="the day of a salt: days since 1970 in UTC"),
    Column("advocates", Integer, primary_key=True),
    Column("visitors", Integer, nullable=False),
    comment="Visitors of a day by how many advocates' links they followed.",
)

event_files = Table(
    "event_files",
    metadata,
    Column("name", Text, primary_key=True, comment="below the folder or bucket of files"),
    Column("month", Integer, nullable=False, index=True, comment="of its clicks: 202603"),
    Column("rows", BigInteger, nullable=False),
    Column("first_id", BigInteger, nullable=False),
    Column("last_id", BigInteger, nullable=False),
    Column("digest", Text, nullable=False, comment="SHA-256 of the file"),
    Column("written_at", Moment, nullable=False),
    comment="The files that clicks have moved to; a file that is not listed is not read.",
)

spare_files = Table(
    "spare_files",
    metadata,
    Column("name", Text, primary_key=True, comment="below the folder or bucket of files"),
    Column("since", Moment, nullable=False, comment="a report that began before may still read it"),
    comment="Files of clicks that are not listed, or not any more; they are removed after an hour.",
)

conversions = Table(
    "conversions",
    metadata,
    Column("id", Text, primary_key=True, comment="as the system calls it in which it happened"),
    Column("kind", Text, nullable=False, comment="lead or sale"),
    Column("at", Moment, nullable=False, index=True),
    Column("amount", BigInteger, comment="in the currency's smallest unit; NULL: unknown"),
    Column("currency", Text, nullable=False),
    Column("source", Text, nullable=False, comment="api, or the file it came in"),
)

touches = Table(
    "touches",
    metadata,
    Column("conversion", Text, ForeignKey("conversions.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, comment="oldest first"),
    Column("code", Text, nullable=False),
    Column("at", Moment, nullable=False),
    comment="The clicks before a conversion, by the click ids that its visitor brought back.",
)

__all__ = [
    "co_clicks",
    "conversions",
    "event_files",
    "follower_counts",
    "follower_lists",
    "lift_plans",
    "rolled_clicks",
    "rolled_places",
    "rolled_teams",
    "sketch_keys",
    "spare_files",
    "touches",
    "visitor_breadth",
    "visitor_days",
]
