-- name: clicks_people
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: authors
-- source: place_days ← clicks, rolled_clicks, tracked_links
-- title.en: Clicks of people
-- title.fr: Clics de personnes
-- means.en: Requests for a tracked link that came from a person’s browser; of several for the same link from the same visitor, each within 30 seconds of the one before, only the first counts, and none of a visitor who opens three links within 2 seconds or asks for the same link with HEAD within 10.
-- means.fr: Appels d’un lien suivi venus du navigateur d’une personne ; de plusieurs appels du même lien par le même visiteur, chacun à moins de 30 secondes du précédent, seul le premier compte, et aucun de qui ouvre trois liens en 2 secondes ou appelle le même lien par HEAD à 10 secondes près.
-- not.en: Not people: the same person on two days, two devices or two links counts twice. A robot that passes for a browser counts as a person.
-- not.fr: Pas des personnes : la même personne sur deux jours, deux appareils ou deux liens compte deux fois. Un robot qui se fait passer pour un navigateur compte comme une personne.
SELECT place_days.campaign, place_days.story, place_days.network, place_days.team,
  place_days.day, SUM(place_days.clicks) AS value
FROM place_days
CROSS JOIN asked
WHERE place_days.kind = 'person'
  AND place_days.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR place_days.campaign = asked.campaign)
GROUP BY place_days.campaign, place_days.story, place_days.network, place_days.team,
  place_days.day
