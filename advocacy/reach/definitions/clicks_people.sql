-- name: clicks_people
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: authors
-- source: click_facts ← clicks, tracked_links
-- title.en: Clicks of people
-- title.fr: Clics de personnes
-- means.en: Requests for a tracked link that came from a person’s browser; of several for the same link from the same visitor, each within 30 seconds of the one before, only the first counts.
-- means.fr: Appels d’un lien suivi venus du navigateur d’une personne ; de plusieurs appels du même lien par le même visiteur, chacun à moins de 30 secondes du précédent, seul le premier compte.
-- not.en: Not people: the same person on two days, two devices or two links counts twice. A robot that passes for a browser counts as a person.
-- not.fr: Pas des personnes : la même personne sur deux jours, deux appareils ou deux liens compte deux fois. Un robot qui se fait passer pour un navigateur compte comme une personne.
SELECT steps.campaign, steps.story, steps.network, steps.team, steps.day, COUNT(*) AS value
FROM (
  SELECT click_facts.campaign, click_facts.story, click_facts.network, click_facts.team,
    click_facts.day, click_facts.clicked_at,
    LAG(click_facts.clicked_at) OVER (
      PARTITION BY click_facts.code, click_facts.visitor,
        CASE WHEN click_facts.visitor = '' THEN click_facts.click ELSE 0 END
      ORDER BY click_facts.clicked_at, click_facts.click
    ) AS earlier_at
  FROM click_facts
  CROSS JOIN asked
  WHERE click_facts.kind = 'person'
    AND click_facts.day BETWEEN asked.first_day - 1 AND asked.last_day
    AND (asked.campaign = '' OR click_facts.campaign = asked.campaign)
) AS steps
CROSS JOIN asked
WHERE steps.day >= asked.first_day
  AND (steps.earlier_at IS NULL OR steps.clicked_at - steps.earlier_at > 30000000)
GROUP BY steps.campaign, steps.story, steps.network, steps.team, steps.day
