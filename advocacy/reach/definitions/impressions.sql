-- name: impressions
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: authors
-- use: asked
-- source: count_facts ← metric_snapshots, shares, posts
-- title.en: Impressions
-- title.fr: Affichages
-- means.en: How often posts were displayed, as their networks count it (some call it views): growth of the networks’ running totals from one reading to the next, dated by the day of the later one. A fall to less than half is a reset, and counting begins again; a smaller one is a correction, and is taken off.
-- means.fr: Combien de fois des posts ont été affichés, selon leurs réseaux (certains disent vues) : croissance des totaux des réseaux d’un relevé au suivant, datée du jour du second. Une chute à moins de la moitié est une remise à zéro, et le compte recommence ; une plus petite est une correction, et se retranche.
-- not.en: Not people: someone who is shown two posts counts twice. A network that does not tell is missing here, and not zero.
-- not.fr: Pas des personnes : qui voit deux posts compte deux fois. Un réseau qui n’en dit rien manque ici, et ne vaut pas zéro.
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
  WHERE count_facts.metric IN ('impressions', 'views')
) AS counts
CROSS JOIN asked
WHERE counts.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR counts.campaign = asked.campaign)
GROUP BY counts.campaign, counts.story, counts.network, counts.team,
  counts.day
