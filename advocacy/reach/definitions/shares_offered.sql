-- name: shares_offered
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: nobody
-- source: share_facts ← shares
-- title.en: Shares offered
-- title.fr: Partages proposés
-- means.en: Shares that the programme proposed to someone, dated by the day of the offer.
-- means.fr: Partages que le programme a proposés à quelqu’un, datés du jour de l’offre.
-- not.en: Not people: one person may be offered several stories, on several networks.
-- not.fr: Pas des personnes : une même personne peut recevoir plusieurs histoires, sur plusieurs réseaux.
SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day AS day, COUNT(*) AS value
FROM share_facts
CROSS JOIN asked
WHERE share_facts.offered_day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day
