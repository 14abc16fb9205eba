-- name: posts
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: nobody
-- source: share_facts ← shares, posts
-- title.en: Posts
-- title.fr: Posts
-- means.en: Posts known to have been made in the period: published by the programme, or made by hand and confirmed. One that was deleted later still counts.
-- means.fr: Posts dont on sait qu’ils ont été faits dans la période : publiés par le programme, ou faits à la main et confirmés. Un post supprimé depuis compte encore.
-- not.en: Not people, and not views: nothing here says who saw a post.
-- not.fr: Ni des personnes, ni des vues : rien ici ne dit qui a vu un post.
SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.posted_day AS day, COUNT(*) AS value
FROM share_facts
CROSS JOIN asked
WHERE share_facts.posted = 1
  AND share_facts.posted_day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.posted_day
