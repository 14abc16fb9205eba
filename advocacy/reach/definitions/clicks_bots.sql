-- name: clicks_bots
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: authors
-- source: click_facts ← clicks, tracked_links
-- title.en: Clicks of bots
-- title.fr: Clics de robots
-- means.en: Requests for a tracked link that a machine made: bot, preview, prefetch, head or scanner. They are stored with the reason, and never counted as people.
-- means.fr: Appels d’un lien suivi faits par une machine : bot, preview, prefetch, head ou scanner. Ils sont gardés avec leur raison, et jamais comptés comme des personnes.
-- not.en: Not our own clicks (internal) and not double clicks (duplicate); the table of classes shows those.
-- not.fr: Ni nos propres clics (internal), ni les doubles clics (duplicate) ; le tableau des classes les montre.
SELECT click_facts.campaign, click_facts.story, click_facts.network, click_facts.team,
  click_facts.day, COUNT(*) AS value
FROM click_facts
CROSS JOIN asked
WHERE click_facts.kind IN ('bot', 'preview', 'prefetch', 'head', 'scanner')
  AND click_facts.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR click_facts.campaign = asked.campaign)
GROUP BY click_facts.campaign, click_facts.story, click_facts.network, click_facts.team,
  click_facts.day
