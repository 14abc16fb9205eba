-- name: shares_handed_off
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: nobody
-- source: share_facts ← shares
-- title.en: Shares handed off
-- title.fr: Partages remis à la personne
-- means.en: Shares that people took to post by hand, and of which no post is known yet; as they stand now, dated by the day of the offer.
-- means.fr: Partages que des personnes ont pris pour les publier à la main, et dont aucun post n’est encore connu ; tels qu’ils sont maintenant, datés du jour de l’offre.
-- not.en: Not posts: a hand-off becomes one when its address is given or its link is first followed.
-- not.fr: Pas des posts : une remise en devient un quand son adresse est donnée ou que son lien est suivi pour la première fois.
SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day AS day, COUNT(*) AS value
FROM share_facts
CROSS JOIN asked
WHERE share_facts.state = 'handed_off'
  AND share_facts.offered_day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day
