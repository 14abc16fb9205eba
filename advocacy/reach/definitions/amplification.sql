-- name: amplification
-- version: 1
-- form: quotient
-- grain: campaign, story, network, team
-- behind: authors
-- use: asked
-- source: count_facts ← metric_snapshots, shares, posts; share_facts
-- title.en: Amplification
-- title.fr: Amplification
-- means.en: Times that posts were passed on in the period (reposts, quotes, shares) ÷ posts by its end whose network tells it.
-- means.fr: Fois où des posts ont été transmis dans la période (republications, citations, partages) ÷ posts à sa fin dont le réseau le dit.
-- not.en: Not reach: who saw a repost is not known. A few posts are passed on often and most never, so it moves a lot.
-- not.fr: Pas une portée : qui a vu une republication n’est pas connu. Quelques posts sont souvent transmis et la plupart jamais, donc il bouge beaucoup.
SELECT parts.campaign, parts.story, parts.network, parts.team,
  SUM(parts.passed) AS part, SUM(parts.posts) AS whole
FROM (
  SELECT counts.campaign, counts.story, counts.network, counts.team,
    SUM(CASE
      WHEN counts.turn = 1 THEN counts.total
      WHEN counts.total >= counts.earlier THEN counts.total - counts.earlier
      WHEN counts.total + counts.total < counts.earlier THEN counts.total
      ELSE counts.total - counts.earlier END) AS passed,
    0 AS posts
  FROM (
    SELECT count_facts.share, count_facts.campaign, count_facts.story, count_facts.network,
      count_facts.team, count_facts.metric, count_facts.day, count_facts.total,
      LAG(count_facts.total) OVER (
        PARTITION BY count_facts.share, count_facts.metric ORDER BY count_facts.counted_at
      ) AS earlier,
      ROW_NUMBER() OVER (
        PARTITION BY count_facts.share, count_facts.metric ORDER BY count_facts.counted_at
      ) AS turn
    FROM count_facts
    WHERE count_facts.metric IN ('reposts', 'quotes', 'shares')
  ) AS counts
  CROSS JOIN asked
  WHERE counts.day BETWEEN asked.first_day AND asked.last_day
    AND (asked.campaign = '' OR counts.campaign = asked.campaign)
  GROUP BY counts.campaign, counts.story, counts.network, counts.team
  UNION ALL
  SELECT share_facts.campaign AS campaign, share_facts.story AS story, share_facts.network AS network,
    share_facts.team AS team,
    0 AS passed, COUNT(*) AS posts
  FROM share_facts
  JOIN (
    SELECT DISTINCT count_facts.share FROM count_facts WHERE count_facts.metric IN ('reposts', 'quotes', 'shares')
  ) AS told ON told.share = share_facts.share
  CROSS JOIN asked
  WHERE share_facts.posted_day <= asked.last_day
    AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
  GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team
) AS parts
GROUP BY parts.campaign, parts.story, parts.network, parts.team
