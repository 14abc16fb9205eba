-- name: clicks
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day, click_class
-- behind: authors
-- source: place_days ← clicks, rolled_clicks, tracked_links
-- title.en: Requests for tracked links, by class
-- title.fr: Appels des liens suivis, par classe
-- means.en: Every request for a tracked link, by what made it: person, bot, preview, prefetch, head, scanner, internal; a person’s request of the same link within 30 seconds of the last one is a duplicate, and three links within 2 seconds, or a HEAD of the same link within 10, are a scanner’s.
-- means.fr: Chaque appel d’un lien suivi, selon son origine : person, bot, preview, prefetch, head, scanner, internal ; un appel du même lien par la même personne moins de 30 secondes après le précédent est un duplicate, et trois liens en 2 secondes, ou un HEAD du même lien à 10 secondes près, sont d’un scanner.
-- not.en: Not clicks in the common sense: only the class person is a click of a person.
-- not.fr: Pas des clics au sens courant : seule la classe person est le clic d’une personne.
SELECT place_days.campaign, place_days.story, place_days.network, place_days.team,
  place_days.day, place_days.kind AS click_class, SUM(place_days.clicks) AS value
FROM place_days
CROSS JOIN asked
WHERE place_days.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR place_days.campaign = asked.campaign)
GROUP BY place_days.campaign, place_days.story, place_days.network, place_days.team,
  place_days.day, place_days.kind
