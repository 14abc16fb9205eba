-- name: summed_members_reached
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: authors
-- counts: members_reached
-- use: asked
-- source: growth_facts ← metric_snapshots, shares, posts
-- title.en: Members reached, post by post
-- title.fr: Membres atteints, post par post
-- means.en: To how many members each post was shown, as its network counts it, added up over posts: growth of the networks’ running totals from one reading to the next, dated by the day of the later one.
-- means.fr: À combien de membres chaque post a été montré, selon son réseau, additionné sur les posts : croissance des totaux des réseaux d’un relevé au suivant, datée du jour du second.
-- not.en: Not people: whoever saw posts of two colleagues, or two of one, counts twice. The number of people is an estimate: advocacy reached.
-- not.fr: Pas des personnes : qui a vu les posts de deux collègues, ou deux d’une même personne, compte deux fois. Le nombre de personnes est une estimation : advocacy reached.
-- watermark.en: a sum over posts, not people
-- watermark.fr: une somme sur les posts, pas des personnes
SELECT growth_facts.campaign, growth_facts.story, growth_facts.network, growth_facts.team,
  growth_facts.day, SUM(growth_facts.growth) AS value
FROM growth_facts
CROSS JOIN asked
WHERE growth_facts.metric IN ('members_reached')
  AND growth_facts.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR growth_facts.campaign = asked.campaign)
GROUP BY growth_facts.campaign, growth_facts.story, growth_facts.network, growth_facts.team,
  growth_facts.day
