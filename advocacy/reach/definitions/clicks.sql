-- name: clicks
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day, click_class
-- behind: authors
-- source: click_facts ← clicks, tracked_links
-- title.en: Requests for tracked links, by class
-- title.fr: Appels des liens suivis, par classe
-- means.en: Every request for a tracked link, by what made it: person, bot, preview, prefetch, head, scanner, internal; a person’s request of the same link within 30 seconds of the last one is a duplicate.
-- means.fr: Chaque appel d’un lien suivi, selon son origine : person, bot, preview, prefetch, head, scanner, internal ; un appel du même lien par la même personne moins de 30 secondes après le précédent est un duplicate.
-- not.en: Not clicks in the common sense: only the class person is a click of a person.
-- not.fr: Pas des clics au sens courant : seule la classe person est le clic d’une personne.
SELECT follows.campaign, follows.story, follows.network, follows.team, follows.day,
  follows.click_class, COUNT(*) AS value
FROM (
  SELECT steps.campaign, steps.story, steps.network, steps.team, steps.day,
    CASE WHEN steps.kind = 'person' AND steps.clicked_at - steps.earlier_at <= 30000000
      THEN 'duplicate' ELSE steps.kind END AS click_class
  FROM (
    SELECT click_facts.campaign, click_facts.story, click_facts.network, click_facts.team,
      click_facts.day, click_facts.kind, click_facts.clicked_at,
      LAG(click_facts.clicked_at) OVER (
        PARTITION BY click_facts.kind, click_facts.code, click_facts.visitor,
          CASE WHEN click_facts.visitor = '' THEN click_facts.click ELSE 0 END
        ORDER BY click_facts.clicked_at, click_facts.click
      ) AS earlier_at
    FROM click_facts
    CROSS JOIN asked
    WHERE click_facts.day BETWEEN asked.first_day - 1 AND asked.last_day
      AND (asked.campaign = '' OR click_facts.campaign = asked.campaign)
  ) AS steps
) AS follows
CROSS JOIN asked
WHERE follows.day >= asked.first_day
GROUP BY follows.campaign, follows.story, follows.network, follows.team, follows.day,
  follows.click_class
