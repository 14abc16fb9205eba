-- name: shares_accepted
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: invited
-- source: share_facts ← shares
-- title.en: Shares accepted
-- title.fr: Partages acceptés
-- means.en: Of the shares offered in the period, those that the person took, in words of their choice; dated by the day of the offer.
-- means.fr: Parmi les partages proposés dans la période, ceux que la personne a pris, avec les mots de son choix ; datés du jour de l’offre.
-- not.en: Not posts: an accepted share may still wait, be refused by the network, or be taken back.
-- not.fr: Pas des posts : un partage accepté peut encore attendre, être refusé par le réseau ou être repris.
SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day AS day, SUM(share_facts.accepted) AS value
FROM share_facts
CROSS JOIN asked
WHERE share_facts.offered_day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day
