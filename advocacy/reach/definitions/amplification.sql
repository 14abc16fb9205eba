-- name: amplification
-- version: 1
-- form: quotient
-- grain: campaign, story, network, team
-- behind: authors
-- counts: reposts, quotes, shares
-- use: asked
-- source: count_facts, growth_facts ← metric_snapshots, shares, posts; share_facts
-- title.en: Amplification
-- title.fr: Amplification
-- means.en: Times that posts were passed on in the period (reposts, quotes, shares) ÷ posts by its end whose network tells it.
-- means.fr: Fois où des posts ont été transmis dans la période (republications, citations, partages) ÷ posts à sa fin dont le réseau le dit.
-- not.en: Not reach: who saw a repost is not known. A few posts are passed on often and most never, so it moves a lot.
-- not.fr: Pas une portée : qui a vu une republication n’est pas connu. Quelques posts sont souvent transmis et la plupart jamais, donc il bouge beaucoup.
SELECT parts.campaign, parts.story, parts.network, parts.team,
  SUM(parts.passed) AS part, SUM(parts.posts) AS whole
FROM (
  SELECT growth_facts.campaign, growth_facts.story, growth_facts.network, growth_facts.team,
    SUM(growth_facts.growth) AS passed, 0 AS posts
  FROM growth_facts
  CROSS JOIN asked
  WHERE growth_facts.metric IN ('reposts', 'quotes', 'shares')
    AND growth_facts.day BETWEEN asked.first_day AND asked.last_day
    AND (asked.campaign = '' OR growth_facts.campaign = asked.campaign)
  GROUP BY growth_facts.campaign, growth_facts.story, growth_facts.network, growth_facts.team
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
