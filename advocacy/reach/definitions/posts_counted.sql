-- name: posts_counted
-- version: 1
-- form: percent
-- grain: campaign, story, network, team, day
-- behind: invited
-- use: asked
-- source: share_facts, count_facts ← shares, posts, metric_snapshots
-- title.en: Posts with known impressions
-- title.fr: Posts aux affichages connus
-- means.en: Posts whose network tells how often they were displayed ÷ posts made in the period: how much of the whole the impressions speak for.
-- means.fr: Posts dont le réseau dit combien de fois ils ont été affichés ÷ posts faits dans la période : de quelle part du tout les affichages parlent.
-- not.en: Not success: some networks tell nobody, and a post handed off by hand has no account to ask with.
-- not.fr: Pas un succès : certains réseaux ne le disent à personne, et un post fait à la main n’a pas de compte avec lequel demander.
SELECT share_facts.campaign AS campaign, share_facts.story AS story, share_facts.network AS network,
  share_facts.team AS team,
  share_facts.posted_day AS day, SUM(COALESCE(told.known, 0)) AS part, COUNT(*) AS whole
FROM share_facts
CROSS JOIN asked
LEFT JOIN (
  SELECT DISTINCT count_facts.share, 1 AS known FROM count_facts WHERE count_facts.metric IN ('impressions', 'views')
) AS told ON told.share = share_facts.share
WHERE share_facts.posted = 1
  AND share_facts.posted_day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.posted_day
