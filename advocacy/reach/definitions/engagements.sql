-- name: engagements
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: authors
-- use: asked
-- source: count_facts ← metric_snapshots, shares, posts
-- title.en: Engagements
-- title.fr: Engagements
-- means.en: Likes, replies, reposts, quotes, shares and bookmarks of posts, as their networks count them: growth of the networks’ running totals from one reading to the next, dated by the day of the later one.
-- means.fr: J’aime, réponses, republications, citations, partages et signets des posts, selon leurs réseaux : croissance des totaux des réseaux d’un relevé au suivant, datée du jour du second.
-- not.en: Not clicks, and not people: colleagues are among them, and one person may like and reply. What a network does not tell is missing, not zero.
-- not.fr: Ni des clics ni des personnes : des collègues en font partie, et une personne peut aimer et répondre. Ce qu’un réseau ne dit pas manque, et ne vaut pas zéro.
SELECT counts.campaign, counts.story, counts.network, counts.team,
  counts.day, SUM(CASE
    WHEN counts.turn = 1 THEN counts.total
    WHEN counts.total >= counts.earlier THEN counts.total - counts.earlier
    WHEN counts.total + counts.total < counts.earlier THEN counts.total
    ELSE counts.total - counts.earlier END) AS value
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
  WHERE count_facts.metric IN ('likes', 'replies', 'reposts', 'quotes', 'shares', 'bookmarks')
) AS counts
CROSS JOIN asked
WHERE counts.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR counts.campaign = asked.campaign)
GROUP BY counts.campaign, counts.story, counts.network, counts.team,
  counts.day
