-- name: clicks_per_post
-- version: 1
-- form: quotient
-- grain: campaign, story, network, team
-- behind: authors
-- source: click_facts, share_facts ← clicks, tracked_links, shares, posts
-- title.en: Clicks of people per post
-- title.fr: Clics de personnes par post
-- means.en: Clicks of people in the period ÷ posts with a tracked link that existed by its end.
-- means.fr: Clics de personnes dans la période ÷ posts avec lien suivi qui existaient à sa fin.
-- not.en: Not the quality of a story: what a post brings depends above all on who follows its author.
-- not.fr: Pas la qualité d’une histoire : ce qu’apporte un post dépend d’abord de qui suit son auteur.
SELECT parts.campaign, parts.story, parts.network, parts.team,
  SUM(parts.clicks) AS part, SUM(parts.posts) AS whole
FROM (
  SELECT steps.campaign, steps.story, steps.network, steps.team, COUNT(*) AS clicks, 0 AS posts
  FROM (
    SELECT click_facts.campaign, click_facts.story, click_facts.network, click_facts.team,
      click_facts.day, click_facts.clicked_at,
      LAG(click_facts.clicked_at) OVER (
        PARTITION BY click_facts.code, click_facts.visitor,
          CASE WHEN click_facts.visitor = '' THEN click_facts.click ELSE 0 END
        ORDER BY click_facts.clicked_at, click_facts.click
      ) AS earlier_at
    FROM click_facts
    CROSS JOIN asked
    WHERE click_facts.kind = 'person'
      AND click_facts.day BETWEEN asked.first_day - 1 AND asked.last_day
      AND (asked.campaign = '' OR click_facts.campaign = asked.campaign)
  ) AS steps
  CROSS JOIN asked
  WHERE steps.day >= asked.first_day
    AND (steps.earlier_at IS NULL OR steps.clicked_at - steps.earlier_at > 30000000)
  GROUP BY steps.campaign, steps.story, steps.network, steps.team
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
