-- name: shares_rejected
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: nobody
-- source: share_facts ← shares
-- title.en: Shares rejected
-- title.fr: Partages refusés par le réseau
-- means.en: Accepted shares that the network refused for good; as they stand now, dated by the day of the offer.
-- means.fr: Partages acceptés que le réseau a refusés définitivement ; tels qu’ils sont maintenant, datés du jour de l’offre.
-- not.en: Not a refusal by the charter, which comes before the share is accepted.
-- not.fr: Pas un refus de la charte, qui vient avant l’acceptation.
SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day AS day, COUNT(*) AS value
FROM share_facts
CROSS JOIN asked
WHERE share_facts.state = 'rejected'
  AND share_facts.offered_day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day
