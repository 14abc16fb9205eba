-- name: engagement_rate
-- version: 1
-- form: percent
-- grain: campaign, story, network, team, day
-- behind: authors
-- use: asked
-- source: count_facts ← metric_snapshots, shares, posts
-- title.en: Engagement rate
-- title.fr: Taux d’engagement
-- means.en: Engagements ÷ impressions, of the posts whose impressions their network tells; both as they grew in the period.
-- means.fr: Engagements ÷ affichages, des posts dont le réseau dit les affichages ; les uns et les autres tels qu’ils ont crû dans la période.
-- not.en: Not the rate of other tools: some divide by followers or by people reached, some add clicks. Not a measure of the author: what a network shows, and to whom, is its own choice.
-- not.fr: Pas le taux d’autres outils : certains divisent par les abonnés ou les personnes atteintes, d’autres ajoutent les clics. Pas une mesure de l’auteur : ce qu’un réseau montre, et à qui, est son choix.
SELECT counts.campaign, counts.story, counts.network, counts.team,
  counts.day,
  SUM(CASE
    WHEN counts.metric IN ('impressions', 'views') THEN 0
    WHEN counts.turn = 1 THEN counts.total
    WHEN counts.total >= counts.earlier THEN counts.total - counts.earlier
    WHEN counts.total + counts.total < counts.earlier THEN counts.total
    ELSE counts.total - counts.earlier END) AS part,
  SUM(CASE
    WHEN counts.metric NOT IN ('impressions', 'views') THEN 0
    WHEN counts.turn = 1 THEN counts.total
    WHEN counts.total >= counts.earlier THEN counts.total - counts.earlier
    WHEN counts.total + counts.total < counts.earlier THEN counts.total
    ELSE counts.total - counts.earlier END) AS whole
FROM (
  SELECT count_facts.share AS share, count_facts.campaign, count_facts.story, count_facts.network,
    count_facts.team, count_facts.metric, count_facts.day, count_facts.total,
    LAG(count_facts.total) OVER (
      PARTITION BY count_facts.share, count_facts.metric ORDER BY count_facts.counted_at
    ) AS earlier,
    ROW_NUMBER() OVER (
      PARTITION BY count_facts.share, count_facts.metric ORDER BY count_facts.counted_at
    ) AS turn
  FROM count_facts
  JOIN (
    SELECT DISTINCT count_facts.share FROM count_facts WHERE count_facts.metric IN ('impressions', 'views')
  ) AS told ON told.share = count_facts.share
  WHERE count_facts.metric IN ('impressions', 'views', 'likes', 'replies', 'reposts', 'quotes', 'shares', 'bookmarks')
) AS counts
CROSS JOIN asked
WHERE counts.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR counts.campaign = asked.campaign)
GROUP BY counts.campaign, counts.story, counts.network, counts.team,
  counts.day
