-- name: network_counts
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day, metric, change
-- behind: authors
-- counts: *
-- use: asked
-- source: growth_facts ← metric_snapshots, shares, posts
-- title.en: Counts of the networks
-- title.fr: Comptes des réseaux
-- means.en: Each count of the networks by itself: growth of the networks’ running totals from one reading to the next, dated by the day of the later one; and what each step was: first, growth, reset (fell to less than half, counting begins again) or restatement (a smaller fall, taken off). A reading that comes late divides the step that it falls into, on whatever day that is looked at.
-- means.fr: Chaque compte des réseaux à part : croissance des totaux des réseaux d’un relevé au suivant, datée du jour du second ; et ce que fut chaque pas : first (premier), growth (croissance), reset (chute à moins de la moitié, le compte recommence) ou restatement (chute plus petite, retranchée). Un relevé tardif partage le pas dans lequel il tombe, quel que soit le jour où l’on regarde.
-- not.en: Not comparable between networks: what one calls a view, another does not count. A count that is not told is absent, never zero.
-- not.fr: Pas comparables d’un réseau à l’autre : ce que l’un appelle une vue, un autre ne le compte pas. Un compte qui n’est pas dit est absent, jamais zéro.
SELECT growth_facts.campaign, growth_facts.story, growth_facts.network, growth_facts.team,
  growth_facts.day, growth_facts.metric, growth_facts.change, SUM(growth_facts.growth) AS value
FROM growth_facts
CROSS JOIN asked
WHERE growth_facts.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR growth_facts.campaign = asked.campaign)
GROUP BY growth_facts.campaign, growth_facts.story, growth_facts.network, growth_facts.team,
  growth_facts.day, growth_facts.metric, growth_facts.change
