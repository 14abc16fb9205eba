-- name: summed_members_reached
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: authors
-- use: asked
-- source: count_facts ← metric_snapshots, shares, posts
-- title.en: Members reached, post by post
-- title.fr: Membres atteints, post par post
-- means.en: To how many members each post was shown, as its network counts it, added up over posts: growth of the networks’ running totals from one reading to the next, dated by the day of the later one.
-- means.fr: À combien de membres chaque post a été montré, selon son réseau, additionné sur les posts : croissance des totaux des réseaux d’un relevé au suivant, datée du jour du second.
-- not.en: Not people: whoever saw posts of two colleagues, or two of one, counts twice. The number of people is an estimate: advocacy reached.
-- not.fr: Pas des personnes : qui a vu les posts de deux collègues, ou deux d’une même personne, compte deux fois. Le nombre de personnes est une estimation : advocacy reached.
-- watermark.en: a sum over posts, not people
-- watermark.fr: une somme sur les posts, pas des personnes
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
  WHERE count_facts.metric IN ('members_reached')
) AS counts
CROSS JOIN asked
WHERE counts.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR counts.campaign = asked.campaign)
GROUP BY counts.campaign, counts.story, counts.network, counts.team,
  counts.day
