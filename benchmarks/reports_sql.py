"""The questions of `reports.py`: as texts on the star schema, and by hand on Parquet that lies ready."""

from __future__ import annotations

from collections.abc import Mapping

from advocacy.reach.metrics import measure

READY = (
    "CREATE VIEW shares AS SELECT * FROM '{folder}/shares.parquet'",
    "CREATE VIEW advocates AS SELECT * FROM '{folder}/advocates.parquet'",
    "CREATE VIEW totals AS SELECT * FROM '{folder}/metric_snapshots.parquet'",
    "CREATE VIEW clicks AS SELECT * FROM read_parquet('{folder}/files/clicks/*.parquet')",
    """CREATE TABLE links AS SELECT linked.*, team
    FROM '{folder}/tracked_links.parquet' AS linked JOIN advocates ON id = advocate""",
)
"""What work by hand begins with."""

_PLACE = "campaign, story, network, team"
_OFFERED = "(SELECT shares.*, team FROM shares JOIN advocates ON advocates.id = shares.advocate) AS offered"
_PEOPLE_BEHIND = """
WITH mine AS (SELECT DISTINCT campaign, {group}, advocate FROM {people}),
groups AS (SELECT campaign, advocate, COUNT(*) AS of_groups FROM mine GROUP BY ALL),
whole AS (SELECT campaign, COUNT(*) AS people FROM groups GROUP BY ALL)
SELECT campaign, {group}, COUNT(*), ANY_VALUE(people) - COUNT(*) FILTER (of_groups = 1) AS complement
FROM mine JOIN groups USING (campaign, advocate) JOIN whole USING (campaign) GROUP BY ALL
"""
HAND_REPORT = (
    """CREATE TABLE days AS
    SELECT clicked_at // 86400000000 AS day, code, kind, COUNT(*) AS clicks FROM clicks GROUP BY ALL""",
    f"SELECT {_PLACE}, kind, SUM(clicks) FROM days JOIN links USING (code) GROUP BY ALL",
    "SELECT campaign, day, kind, SUM(clicks) FROM days JOIN links USING (code) GROUP BY ALL",
    f"SELECT {_PLACE}, COUNT(*) FROM {_OFFERED} GROUP BY ALL",
    f"SELECT campaign, offered_at // 86400000000 AS day, COUNT(*) FROM {_OFFERED} GROUP BY ALL",
    "SELECT team, COUNT(*) FROM advocates GROUP BY ALL",
    f"SELECT team, COUNT(DISTINCT advocate) FROM {_OFFERED} GROUP BY ALL",
    f"""CREATE TABLE authors AS
    SELECT {_PLACE}, advocate, published_at // 86400000000 AS day FROM {_OFFERED}
    UNION
    SELECT {_PLACE}, advocate, MIN(day) FROM days JOIN links USING (code) GROUP BY ALL""",
    f"SELECT {_PLACE}, COUNT(DISTINCT advocate), MIN(advocate) FROM authors GROUP BY ALL",
    """SELECT campaign, first, COUNT(*)
    FROM (SELECT campaign, advocate, MIN(day) AS first FROM authors GROUP BY ALL) GROUP BY ALL""",
    *(
        _PEOPLE_BEHIND.format(group=group, people=people)
        for people in ("authors", _OFFERED)
        for group in ("story", "network", "team")
    ),
)
"""The figures of the standard report, and who is behind them."""

_MONTHLY = """
SELECT month, team, clicks, RANK() OVER (PARTITION BY month ORDER BY clicks DESC) AS place,
  SUM(clicks) OVER (PARTITION BY team ORDER BY month ROWS 2 PRECEDING) AS rolling
FROM ({clicks}) ORDER BY month, place, team
"""
_GAINED = """
SELECT campaign, network, SUM(CASE
    WHEN earlier IS NULL OR total + total < earlier THEN total ELSE total - earlier END)
FROM (
  SELECT campaign, network, "count" AS total,
    LAG("count") OVER (PARTITION BY share, metric ORDER BY "at") AS earlier
  FROM totals JOIN shares ON shares.id = totals.share
) GROUP BY ALL ORDER BY ALL
"""
_LAST = """
SELECT campaign, COUNT(*) FROM (
  SELECT conversion, campaign,
    ROW_NUMBER() OVER (PARTITION BY conversion ORDER BY clicked_at DESC, click DESC) AS turn
  FROM '{folder}/conversions.parquet' JOIN {clicks} USING (visitor)
  WHERE kind = 'person' AND clicked_at <= happened_at AND clicked_at > happened_at - 2592000000000
) WHERE turn = 1 GROUP BY ALL ORDER BY ALL
"""
_RETAINED = """
WITH joined AS (
  SELECT id, joined_at // 86400000000 AS day, strftime(make_timestamp(joined_at), '%Y%m') AS cohort
  FROM advocates
), active AS (
  SELECT DISTINCT joined.id, (published_at // 86400000000 - day) // 28 AS period
  FROM shares JOIN joined ON joined.id = shares.advocate
)
SELECT cohort, period, COUNT(active.id), COUNT(*)
FROM joined CROSS JOIN range(12) AS ages(period) LEFT JOIN active USING (id, period) GROUP BY ALL ORDER BY ALL
"""
HAND: Mapping[str, str] = {
    "clicks by day, network, campaign": """
        SELECT clicked_at // 86400000000 AS day, network, campaign, COUNT(*)
        FROM clicks JOIN links USING (code) GROUP BY ALL
    """,
    "exact visitors by campaign": """
        SELECT campaign, COUNT(DISTINCT visitor)
        FROM clicks JOIN links USING (code) WHERE kind = 'person' GROUP BY ALL
    """,
    "teams in order, three months rolling": _MONTHLY.format(
        clicks="""
        SELECT CAST(strftime(make_timestamp(clicked_at), '%Y%m') AS INTEGER) AS month, team,
          COUNT(*) AS clicks
        FROM clicks JOIN links USING (code) WHERE kind = 'person' GROUP BY ALL
        """
    ),
    "retention by months since joining": _RETAINED,
    "gains from running totals": _GAINED,
    "last click of 30 days": _LAST.replace("{clicks}", "(clicks JOIN links USING (code))"),
}
"""The six queries of REACH, by hand. A visitor's key lives a day, so cohorts are of those who joined."""
OURS: Mapping[str, str] = {
    "clicks by day, network, campaign": measure("clicks").over("day", "network", "campaign"),
    "exact visitors by campaign": """
        SELECT campaign, COUNT(DISTINCT visitor) FROM click_facts WHERE kind = 'person' GROUP BY campaign
    """,
    "teams in order, three months rolling": _MONTHLY.format(
        clicks="""
        SELECT calendar.month, place_days.team, SUM(place_days.clicks) AS clicks
        FROM place_days JOIN calendar ON calendar.day = place_days.day
        WHERE place_days.kind = 'person' GROUP BY calendar.month, place_days.team
        """
    ),
    "retention by months since joining": measure("retention").sql,
    "gains from running totals": """
        SELECT campaign, network, SUM(growth) FROM growth_facts GROUP BY campaign, network
    """,
    "last click of 30 days": _LAST.replace("{clicks}", "click_facts"),
}
"""The same, on the star schema: definitions where there is one."""
ROLLED = ("clicks", "clicks_people", "adoption", "retention", "leaderboard_teams")
"""Measures that the roll-up answers: volume, adoption, retention, leaderboards."""
