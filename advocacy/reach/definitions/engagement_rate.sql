-- name: engagement_rate
-- version: 1
-- form: percent
-- grain: campaign, story, network, team, day
-- behind: authors
-- counts: impressions, views
-- use: asked
-- source: count_facts, growth_facts ← metric_snapshots, shares, posts
-- title.en: Engagement rate
-- title.fr: Taux d’engagement
-- means.en: Engagements ÷ impressions, of the posts whose impressions their network tells; both as they grew in the period.
-- means.fr: Engagements ÷ affichages, des posts dont le réseau dit les affichages ; les uns et les autres tels qu’ils ont crû dans la période.
-- not.en: Not the rate of other tools: some divide by followers or by people reached, some add clicks. Not a measure of the author: what a network shows, and to whom, is its own choice.
-- not.fr: Pas le taux d’autres outils : certains divisent par les abonnés ou les personnes atteintes, d’autres ajoutent les clics. Pas une mesure de l’auteur : ce qu’un réseau montre, et à qui, est son choix.
SELECT growth_facts.campaign, growth_facts.story, growth_facts.network, growth_facts.team,
  growth_facts.day,
  SUM(CASE WHEN growth_facts.metric IN ('impressions', 'views') THEN 0 ELSE growth_facts.growth END) AS part,
  SUM(CASE WHEN growth_facts.metric IN ('impressions', 'views') THEN growth_facts.growth ELSE 0 END) AS whole
FROM growth_facts
CROSS JOIN asked
WHERE growth_facts.share IN (
    SELECT count_facts.share FROM count_facts WHERE count_facts.metric IN ('impressions', 'views')
  )
  AND growth_facts.metric IN ('impressions', 'views', 'likes', 'replies', 'reposts', 'quotes', 'shares', 'bookmarks')
  AND growth_facts.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR growth_facts.campaign = asked.campaign)
GROUP BY growth_facts.campaign, growth_facts.story, growth_facts.network, growth_facts.team,
  growth_facts.day
