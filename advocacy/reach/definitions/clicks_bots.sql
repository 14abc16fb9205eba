-- name: clicks_bots
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: authors
-- source: place_days ← clicks, rolled_clicks, tracked_links
-- title.en: Clicks of bots
-- title.fr: Clics de robots
-- means.en: Requests for a tracked link that a machine made: bot, preview, prefetch, head or scanner. They are stored with the reason, and never counted as people.
-- means.fr: Appels d’un lien suivi faits par une machine : bot, preview, prefetch, head ou scanner. Ils sont gardés avec leur raison, et jamais comptés comme des personnes.
-- not.en: Not our own clicks (internal) and not double clicks (duplicate); the table of classes shows those.
-- not.fr: Ni nos propres clics (internal), ni les doubles clics (duplicate) ; le tableau des classes les montre.
SELECT place_days.campaign, place_days.story, place_days.network, place_days.team,
  place_days.day, SUM(place_days.clicks) AS value
FROM place_days
CROSS JOIN asked
WHERE place_days.kind IN ('bot', 'preview', 'prefetch', 'head', 'scanner')
  AND place_days.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR place_days.campaign = asked.campaign)
GROUP BY place_days.campaign, place_days.story, place_days.network, place_days.team,
  place_days.day
