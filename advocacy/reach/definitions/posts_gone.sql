-- name: posts_gone
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: nobody
-- source: share_facts ← shares, posts
-- title.en: Posts deleted since
-- title.fr: Posts supprimés depuis
-- means.en: Posts made in the period that are no longer on their network: deleted by their authors, or by the network; as they stand now, dated by the day of the post.
-- means.fr: Posts faits dans la période qui ne sont plus sur leur réseau : supprimés par leurs auteurs ou par le réseau ; tels qu’ils sont maintenant, datés du jour du post.
-- not.en: Not taken off the posts: those count every post that was made.
-- not.fr: Pas retranchés des posts : ceux-ci comptent tout post qui a été fait.
SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.posted_day AS day, COUNT(*) AS value
FROM share_facts
CROSS JOIN asked
WHERE share_facts.state = 'gone'
  AND share_facts.posted_day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.posted_day
