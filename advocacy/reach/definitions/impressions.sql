-- name: impressions
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: authors
-- counts: impressions, views
-- use: asked
-- source: growth_facts ← metric_snapshots, shares, posts
-- title.en: Impressions
-- title.fr: Affichages
-- means.en: How often posts were displayed, as their networks count it (some call it views): growth of the networks’ running totals from one reading to the next, dated by the day of the later one. A fall to less than half is a reset, and counting begins again; a smaller one is a correction, and is taken off.
-- means.fr: Combien de fois des posts ont été affichés, selon leurs réseaux (certains disent vues) : croissance des totaux des réseaux d’un relevé au suivant, datée du jour du second. Une chute à moins de la moitié est une remise à zéro, et le compte recommence ; une plus petite est une correction, et se retranche.
-- not.en: Not people: someone who is shown two posts counts twice. A network that does not tell is missing here, and not zero.
-- not.fr: Pas des personnes : qui voit deux posts compte deux fois. Un réseau qui n’en dit rien manque ici, et ne vaut pas zéro.
SELECT growth_facts.campaign, growth_facts.story, growth_facts.network, growth_facts.team,
  growth_facts.day, SUM(growth_facts.growth) AS value
FROM growth_facts
CROSS JOIN asked
WHERE growth_facts.metric IN ('impressions', 'views')
  AND growth_facts.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR growth_facts.campaign = asked.campaign)
GROUP BY growth_facts.campaign, growth_facts.story, growth_facts.network, growth_facts.team,
  growth_facts.day
