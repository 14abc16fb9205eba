-- name: clicks_bots
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: authors
-- source: click_days ← clicks, rolled_clicks, tracked_links
-- title.en: Clicks of bots
-- title.fr: Clics de robots
-- means.en: Requests for a tracked link that a machine made: bot, preview, prefetch, head or scanner. They are stored with the reason, and never counted as people.
-- means.fr: Appels d’un lien suivi faits par une machine : bot, preview, prefetch, head ou scanner. Ils sont gardés avec leur raison, et jamais comptés comme des personnes.
-- not.en: Not our own clicks (internal) and not double clicks (duplicate); the table of classes shows those.
-- not.fr: Ni nos propres clics (internal), ni les doubles clics (duplicate) ; le tableau des classes les montre.
SELECT click_days.campaign, click_days.story, click_days.network, click_days.team,
  click_days.day, SUM(click_days.clicks) AS value
FROM click_days
CROSS JOIN asked
WHERE click_days.kind IN ('bot', 'preview', 'prefetch', 'head', 'scanner')
  AND click_days.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR click_days.campaign = asked.campaign)
GROUP BY click_days.campaign, click_days.story, click_days.network, click_days.team,
  click_days.day
