-- name: engagements
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: authors
-- counts: likes, replies, reposts, quotes, shares, bookmarks
-- use: asked
-- source: growth_facts ← metric_snapshots, shares, posts
-- title.en: Engagements
-- title.fr: Engagements
-- means.en: Likes, replies, reposts, quotes, shares and bookmarks of posts, as their networks count them: growth of the networks’ running totals from one reading to the next, dated by the day of the later one.
-- means.fr: J’aime, réponses, republications, citations, partages et signets des posts, selon leurs réseaux : croissance des totaux des réseaux d’un relevé au suivant, datée du jour du second.
-- not.en: Not clicks, and not people: colleagues are among them, and one person may like and reply. What a network does not tell is missing, not zero.
-- not.fr: Ni des clics ni des personnes : des collègues en font partie, et une personne peut aimer et répondre. Ce qu’un réseau ne dit pas manque, et ne vaut pas zéro.
SELECT growth_facts.campaign, growth_facts.story, growth_facts.network, growth_facts.team,
  growth_facts.day, SUM(growth_facts.growth) AS value
FROM growth_facts
CROSS JOIN asked
WHERE growth_facts.metric IN ('likes', 'replies', 'reposts', 'quotes', 'shares', 'bookmarks')
  AND growth_facts.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR growth_facts.campaign = asked.campaign)
GROUP BY growth_facts.campaign, growth_facts.story, growth_facts.network, growth_facts.team,
  growth_facts.day
