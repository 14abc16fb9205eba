"""What came of it: measures with their definitions, and the report that a director can believe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advocacy.lazy import lazily

if TYPE_CHECKING:
    from advocacy.reach.effects import ContentEffects, PostClicks, content_effects
    from advocacy.reach.encouragement import Encouragement, encourage
    from advocacy.reach.estimate import Estimate
    from advocacy.reach.holdout import (
        Block,
        Region,
        hold_out,
        lift_by_region,
        lift_by_switching,
        smallest_percent,
        switch,
    )
    from advocacy.reach.overlap import (
        AudienceSketch,
        SummedFollowers,
        audience_bounds,
        summed_followers,
        unique_audience,
        unique_audience_from_sample,
    )
    from advocacy.reach.reached import AuthorPosts, CampaignSeen, Clicks, PostSeen, people_reached
    from advocacy.reach.standing import Standing, standings
    from advocacy.reach.statement import Statement, works_council_statement

__all__ = [
    "AudienceSketch",
    "AuthorPosts",
    "Block",
    "CampaignSeen",
    "Clicks",
    "ContentEffects",
    "Encouragement",
    "Estimate",
    "PostClicks",
    "PostSeen",
    "Region",
    "Standing",
    "Statement",
    "SummedFollowers",
    "audience_bounds",
    "content_effects",
    "encourage",
    "hold_out",
    "lift_by_region",
    "lift_by_switching",
    "people_reached",
    "smallest_percent",
    "standings",
    "summed_followers",
    "switch",
    "unique_audience",
    "unique_audience_from_sample",
    "works_council_statement",
]

_HOLDOUT, _OVERLAP, _REACHED = (f"advocacy.reach.{name}" for name in ("holdout", "overlap", "reached"))
__getattr__ = lazily(
    __name__,
    {
        "Encouragement": "advocacy.reach.encouragement",
        "encourage": "advocacy.reach.encouragement",
        "Estimate": "advocacy.reach.estimate",
        **dict.fromkeys(("Block", "Region", "hold_out", "lift_by_region", "lift_by_switching"), _HOLDOUT),
        **dict.fromkeys(("smallest_percent", "switch"), _HOLDOUT),
        **dict.fromkeys(("ContentEffects", "PostClicks", "content_effects"), "advocacy.reach.effects"),
        **dict.fromkeys(("Standing", "standings"), "advocacy.reach.standing"),
        **dict.fromkeys(("Statement", "works_council_statement"), "advocacy.reach.statement"),
        **dict.fromkeys(("AudienceSketch", "SummedFollowers", "audience_bounds"), _OVERLAP),
        **dict.fromkeys(("summed_followers", "unique_audience", "unique_audience_from_sample"), _OVERLAP),
        **dict.fromkeys(("AuthorPosts", "CampaignSeen", "Clicks", "PostSeen", "people_reached"), _REACHED),
    },
)
