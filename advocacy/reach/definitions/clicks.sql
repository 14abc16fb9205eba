-- name: clicks
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day, click_class
-- behind: authors
-- source: click_days ← clicks, rolled_clicks, tracked_links
-- title.en: Requests for tracked links, by class
-- title.fr: Appels des liens suivis, par classe
-- means.en: Every request for a tracked link, by what made it: person, bot, preview, prefetch, head, scanner, internal; a person’s request of the same link within 30 seconds of the last one is a duplicate, and three links within 2 seconds are a scanner’s.
-- means.fr: Chaque appel d’un lien suivi, selon son origine : person, bot, preview, prefetch, head, scanner, internal ; un appel du même lien par la même personne moins de 30 secondes après le précédent est un duplicate, et trois liens en 2 secondes sont d’un scanner.
-- not.en: Not clicks in the common sense: only the class person is a click of a person.
-- not.fr: Pas des clics au sens courant : seule la classe person est le clic d’une personne.
SELECT click_days.campaign, click_days.story, click_days.network, click_days.team,
  click_days.day, click_days.kind AS click_class, SUM(click_days.clicks) AS value
FROM click_days
CROSS JOIN asked
WHERE click_days.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR click_days.campaign = asked.campaign)
GROUP BY click_days.campaign, click_days.story, click_days.network, click_days.team,
  click_days.day, click_days.kind
