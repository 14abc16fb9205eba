-- name: shares_declined
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: invited
-- source: share_facts ← shares
-- title.en: Shares declined
-- title.fr: Partages déclinés
-- means.en: Of the shares offered in the period, those that the person declined or let pass; dated by the day of the offer.
-- means.fr: Parmi les partages proposés dans la période, ceux que la personne a déclinés ou laissés passer ; datés du jour de l’offre.
-- not.en: Not a judgement of the person: taking part is a choice, offer by offer.
-- not.fr: Pas un jugement sur la personne : participer est un choix, offre par offre.
SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day AS day, SUM(share_facts.declined) AS value
FROM share_facts
CROSS JOIN asked
WHERE share_facts.offered_day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day
