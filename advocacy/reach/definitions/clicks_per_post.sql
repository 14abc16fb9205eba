-- name: clicks_per_post
-- version: 1
-- form: quotient
-- grain: campaign, story, network, team
-- behind: authors
-- source: place_days, share_facts ← clicks, rolled_clicks, tracked_links, shares, posts
-- title.en: Clicks of people per post
-- title.fr: Clics de personnes par post
-- means.en: Clicks of people in the period ÷ posts with a tracked link that existed by its end.
-- means.fr: Clics de personnes dans la période ÷ posts avec lien suivi qui existaient à sa fin.
-- not.en: Not the quality of a story: what a post brings depends above all on who follows its author.
-- not.fr: Pas la qualité d’une histoire : ce qu’apporte un post dépend d’abord de qui suit son auteur.
SELECT parts.campaign, parts.story, parts.network, parts.team,
  SUM(parts.clicks) AS part, SUM(parts.posts) AS whole
FROM (
  SELECT place_days.campaign, place_days.story, place_days.network, place_days.team,
    SUM(place_days.clicks) AS clicks, 0 AS posts
  FROM place_days
  CROSS JOIN asked
  WHERE place_days.kind = 'person'
    AND place_days.day BETWEEN asked.first_day AND asked.last_day
    AND (asked.campaign = '' OR place_days.campaign = asked.campaign)
  GROUP BY place_days.campaign, place_days.story, place_days.network, place_days.team
  UNION ALL
  SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
    0 AS clicks, COUNT(*) AS posts
  FROM share_facts
  CROSS JOIN asked
  WHERE share_facts.posted = 1
    AND share_facts.linked = 1
    AND share_facts.posted_day <= asked.last_day
    AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
  GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team
) AS parts
GROUP BY parts.campaign, parts.story, parts.network, parts.team
