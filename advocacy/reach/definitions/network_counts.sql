-- name: network_counts
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day, metric, change
-- behind: authors
-- use: asked
-- source: count_facts ← metric_snapshots, shares, posts
-- title.en: Counts of the networks
-- title.fr: Comptes des réseaux
-- means.en: Each count of the networks by itself: growth of the networks’ running totals from one reading to the next, dated by the day of the later one; and what each step was: first, growth, reset (fell to less than half, counting begins again) or restatement (a smaller fall, taken off). A reading that comes late divides the step that it falls into, on whatever day that is looked at.
-- means.fr: Chaque compte des réseaux à part : croissance des totaux des réseaux d’un relevé au suivant, datée du jour du second ; et ce que fut chaque pas : first (premier), growth (croissance), reset (chute à moins de la moitié, le compte recommence) ou restatement (chute plus petite, retranchée). Un relevé tardif partage le pas dans lequel il tombe, quel que soit le jour où l’on regarde.
-- not.en: Not comparable between networks: what one calls a view, another does not count. A count that is not told is absent, never zero.
-- not.fr: Pas comparables d’un réseau à l’autre : ce que l’un appelle une vue, un autre ne le compte pas. Un compte qui n’est pas dit est absent, jamais zéro.
SELECT steps.campaign, steps.story, steps.network, steps.team,
  steps.day, steps.metric, steps.change, SUM(steps.gained) AS value
FROM (
  SELECT counts.campaign, counts.story, counts.network, counts.team,
    counts.day, counts.metric,
    CASE
      WHEN counts.turn = 1 THEN 'first'
      WHEN counts.total >= counts.earlier THEN 'growth'
      WHEN counts.total + counts.total < counts.earlier THEN 'reset'
      ELSE 'restatement' END AS change,
    CASE
      WHEN counts.turn = 1 THEN counts.total
      WHEN counts.total >= counts.earlier THEN counts.total - counts.earlier
      WHEN counts.total + counts.total < counts.earlier THEN counts.total
      ELSE counts.total - counts.earlier END AS gained
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
  ) AS counts
  CROSS JOIN asked
  WHERE counts.day BETWEEN asked.first_day AND asked.last_day
    AND (asked.campaign = '' OR counts.campaign = asked.campaign)
) AS steps
GROUP BY steps.campaign, steps.story, steps.network, steps.team,
  steps.day, steps.metric, steps.change
