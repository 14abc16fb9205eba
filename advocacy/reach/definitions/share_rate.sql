-- name: share_rate
-- version: 1
-- form: percent
-- grain: campaign, story, network, team, day
-- behind: invited
-- source: share_facts ← shares
-- title.en: Share rate
-- title.fr: Taux de partage
-- means.en: Shares accepted ÷ shares offered, of the shares offered in the period.
-- means.fr: Partages acceptés ÷ partages proposés, parmi les partages proposés dans la période.
-- not.en: Not adoption, which counts people; an offer that is still open lowers it until it is answered.
-- not.fr: Pas l’adoption, qui compte des personnes ; une offre encore ouverte le baisse jusqu’à la réponse.
SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day AS day, SUM(share_facts.accepted) AS part, COUNT(*) AS whole
FROM share_facts
CROSS JOIN asked
WHERE share_facts.offered_day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day
