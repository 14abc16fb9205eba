"""The SQL that makes the relations of the star schema, each by its name; `facts` says what they hold."""

from __future__ import annotations

FILLED = {
    "asked": """
    CREATE TEMPORARY TABLE asked (
      first_day BIGINT NOT NULL, last_day BIGINT NOT NULL, as_of BIGINT NOT NULL, campaign TEXT NOT NULL
    )
    """,
    "names": """
    CREATE TEMPORARY TABLE names (kind TEXT NOT NULL, id TEXT NOT NULL, fr TEXT NOT NULL, en TEXT NOT NULL)
    """,
    "zone_shifts": """
    CREATE TEMPORARY TABLE zone_shifts (
      from_at BIGINT NOT NULL, until_at BIGINT NOT NULL, shift BIGINT NOT NULL
    )
    """,
    "open_days": "CREATE TEMPORARY TABLE open_days (day BIGINT NOT NULL)",
    "calendar": """
    CREATE TEMPORARY TABLE calendar (
      day BIGINT NOT NULL, month BIGINT NOT NULL, month_last BIGINT NOT NULL, ends_at BIGINT NOT NULL
    )
    """,
    "age_periods": """
    CREATE TEMPORARY TABLE age_periods (
      period BIGINT NOT NULL, first_age BIGINT NOT NULL, last_age BIGINT NOT NULL
    )
    """,
    "fresh_clicks": """
    CREATE TEMPORARY TABLE fresh_clicks (
      day BIGINT NOT NULL, code TEXT NOT NULL, kind TEXT NOT NULL, clicks BIGINT NOT NULL
    )
    """,
}
"""Tables that are filled row by row."""

_SETTLED = "({0}.filed OR {0}.day NOT IN (SELECT day FROM open_days))"
"""Of the roll-ups: what is not judged anew."""
_COUNT = """share_facts.share, share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
      share_facts.advocate, told.metric, told.at AS counted_at,
      CASE WHEN (told.at + zone_shifts.shift) / 86400000000 < share_facts.posted_day
        THEN share_facts.posted_day
        ELSE (told.at + zone_shifts.shift) / 86400000000 END AS day,
      told.count AS total"""
_OF_POSTS = """JOIN share_facts ON share_facts.share = told.share AND share_facts.posted = 1
    JOIN zone_shifts ON told.at >= zone_shifts.from_at AND told.at < zone_shifts.until_at"""
"""What a network told of a post; it is dated by no day before the post's."""
DERIVED = {
    "advocate_facts": """
    CREATE TEMPORARY TABLE advocate_facts AS
    SELECT times.advocate, times.team, times.joined_at, times.left_at, times.listed,
      (times.joined_at + zone_shifts.shift) / 86400000000 AS joined_day
    FROM (
      SELECT id AS advocate, team, joined_at, left_at, CASE WHEN listed THEN 1 ELSE 0 END AS listed
      FROM advocates
      UNION ALL
      SELECT advocates.id, advocates.team, past_memberships.joined_at, past_memberships.left_at, 0
      FROM past_memberships JOIN advocates ON advocates.id = past_memberships.advocate
    ) AS times
    JOIN zone_shifts ON times.joined_at >= zone_shifts.from_at AND times.joined_at < zone_shifts.until_at
    """,
    "share_facts": """
    CREATE TEMPORARY TABLE share_facts AS
    SELECT moments.share, moments.campaign, moments.story, moments.edition, moments.network, moments.team,
      moments.advocate, moments.state, moments.accepted, moments.declined, moments.posted, moments.linked,
      moments.posted_at,
      (moments.offered_at + offered.shift) / 86400000000 AS offered_day,
      (moments.posted_at + posted.shift) / 86400000000 AS posted_day
    FROM (
      SELECT shares.id AS share, shares.campaign, shares.story, shares.edition, shares.network,
        advocates.team, shares.advocate, shares.state, shares.offered_at,
        CASE WHEN shares.accepted_at IS NOT NULL AND shares.state <> 'offered' THEN 1 ELSE 0 END AS accepted,
        CASE WHEN shares.state = 'declined' THEN 1 ELSE 0 END AS declined,
        CASE WHEN shares.state IN ('published', 'confirmed', 'gone') THEN 1 ELSE 0 END AS posted,
        CASE WHEN shares.link <> '' THEN 1 ELSE 0 END AS linked,
        CASE WHEN shares.state IN ('published', 'confirmed', 'gone')
          THEN COALESCE(posts.published_at, shares.published_at, shares.accepted_at, shares.offered_at)
          END AS posted_at
      FROM shares
      JOIN advocates ON advocates.id = shares.advocate
      LEFT JOIN posts ON posts.share = shares.id
    ) AS moments
    JOIN zone_shifts AS offered
      ON moments.offered_at >= offered.from_at AND moments.offered_at < offered.until_at
    LEFT JOIN zone_shifts AS posted
      ON moments.posted_at >= posted.from_at AND moments.posted_at < posted.until_at
    """,
    "count_facts": f"""
    CREATE TEMPORARY VIEW count_facts AS
    SELECT {_COUNT}
    FROM metric_snapshots AS told
    {_OF_POSTS}
    """,  # noqa: S608 - texts of our own
    "growth_facts": f"""
    CREATE TEMPORARY VIEW growth_facts AS
    SELECT {_COUNT},
      CASE
        WHEN told.earlier IS NULL THEN 'first'
        WHEN told.count >= told.earlier THEN 'growth'
        WHEN told.count + told.count < told.earlier THEN 'reset'
        ELSE 'restatement' END AS change,
      CASE
        WHEN told.earlier IS NULL OR told.count + told.count < told.earlier THEN told.count
        ELSE told.count - told.earlier END AS growth
    FROM (
      SELECT metric_snapshots.share, metric_snapshots.metric, metric_snapshots.at, metric_snapshots.count,
        LAG(metric_snapshots.count) OVER (
          PARTITION BY metric_snapshots.share, metric_snapshots.metric ORDER BY metric_snapshots.at
        ) AS earlier
      FROM metric_snapshots
    ) AS told
    {_OF_POSTS}
    """,  # noqa: S608 - texts of our own
    "visitor_facts": """
    CREATE TEMPORARY VIEW visitor_facts AS
    SELECT campaign, network, day, SUM(visitors) AS visitors FROM visitor_breadth
    GROUP BY campaign, network, day
    """,
    "follower_facts": """
    CREATE TEMPORARY VIEW follower_facts AS
    SELECT advocate, network, at AS counted_at, followers FROM follower_counts
    """,
    "link_facts": f"""
    CREATE TEMPORARY TABLE link_facts AS
    SELECT links.code, links.campaign, links.story, links.network, links.team, links.advocate,
      CASE WHEN links.rolled_day < fresh.day THEN links.rolled_day
        ELSE COALESCE(fresh.day, links.rolled_day) END AS first_day
    FROM (
      SELECT tracked_links.code, tracked_links.campaign, tracked_links.story, tracked_links.network,
        advocates.team, tracked_links.advocate,
        (SELECT MIN(rolled_clicks.day) FROM rolled_clicks
          WHERE rolled_clicks.code = tracked_links.code
            AND {_SETTLED.format("rolled_clicks")}) AS rolled_day
      FROM tracked_links JOIN advocates ON advocates.id = tracked_links.advocate
    ) AS links
    LEFT JOIN (SELECT code, MIN(day) AS day FROM fresh_clicks GROUP BY code) AS fresh
      ON fresh.code = links.code
    """,  # noqa: S608 - texts of our own
    "click_days": f"""
    CREATE TEMPORARY VIEW click_days AS
    SELECT rolled_clicks.code, rolled_clicks.day, rolled_clicks.kind, rolled_clicks.clicks,
      link_facts.campaign, link_facts.story, link_facts.network, link_facts.team, link_facts.advocate
    FROM link_facts CROSS JOIN rolled_clicks
    WHERE rolled_clicks.code = link_facts.code AND {_SETTLED.format("rolled_clicks")}
    UNION ALL
    SELECT fresh_clicks.code, fresh_clicks.day, fresh_clicks.kind, fresh_clicks.clicks,
      link_facts.campaign, link_facts.story, link_facts.network, link_facts.team, link_facts.advocate
    FROM fresh_clicks JOIN link_facts ON link_facts.code = fresh_clicks.code
    """,  # noqa: S608 - texts of our own
    "moved_links": """
    CREATE TEMPORARY TABLE moved_links AS
    SELECT tracked_links.code, tracked_links.campaign, tracked_links.story, tracked_links.network,
      teams.team, teams.sign
    FROM (
      SELECT rolled_teams.advocate, rolled_teams.team, -1 AS sign
      FROM rolled_teams JOIN advocates ON advocates.id = rolled_teams.advocate
      WHERE rolled_teams.team <> advocates.team
      UNION ALL
      SELECT rolled_teams.advocate, advocates.team, 1
      FROM rolled_teams JOIN advocates ON advocates.id = rolled_teams.advocate
      WHERE rolled_teams.team <> advocates.team
    ) AS teams
    CROSS JOIN tracked_links
    WHERE tracked_links.advocate = teams.advocate
    """,
    "place_days": f"""
    CREATE TEMPORARY TABLE place_days AS
    SELECT counts.campaign, counts.story, counts.network, counts.team, counts.day, counts.kind,
      CAST(SUM(counts.clicks) AS BIGINT) AS clicks
    FROM (
      SELECT campaign, story, network, team, day, kind, clicks
      FROM rolled_places
      WHERE {_SETTLED.format("rolled_places")}
      UNION ALL
      SELECT moved_links.campaign, moved_links.story, moved_links.network, moved_links.team,
        rolled_clicks.day, rolled_clicks.kind, moved_links.sign * rolled_clicks.clicks
      FROM moved_links CROSS JOIN rolled_clicks
      WHERE rolled_clicks.code = moved_links.code AND {_SETTLED.format("rolled_clicks")}
      UNION ALL
      SELECT tracked_links.campaign, tracked_links.story, tracked_links.network, advocates.team,
        fresh_clicks.day, fresh_clicks.kind, fresh_clicks.clicks
      FROM fresh_clicks CROSS JOIN tracked_links CROSS JOIN advocates
      WHERE tracked_links.code = fresh_clicks.code AND advocates.id = tracked_links.advocate
    ) AS counts
    GROUP BY counts.campaign, counts.story, counts.network, counts.team, counts.day, counts.kind
    HAVING SUM(counts.clicks) <> 0
    """,  # noqa: S608 - texts of our own
    "click_facts": """
    CREATE TEMPORARY VIEW click_facts AS
    SELECT clicks.id AS click, clicks.code, clicks.at AS clicked_at, clicks.kind, clicks.visitor,
      tracked_links.campaign, tracked_links.story, tracked_links.network, advocates.team,
      tracked_links.advocate, (clicks.at + zone_shifts.shift) / 86400000000 AS day
    FROM clicks
    JOIN tracked_links ON tracked_links.code = clicks.code
    JOIN advocates ON advocates.id = tracked_links.advocate
    JOIN zone_shifts ON clicks.at >= zone_shifts.from_at AND clicks.at < zone_shifts.until_at
    """,
}
"""Tables and views over other tables."""
