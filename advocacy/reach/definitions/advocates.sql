-- name: advocates
-- version: 1
-- form: count
-- grain: team
-- behind: members
-- source: advocate_facts ← advocates
-- title.en: Advocates
-- title.fr: Personnes inscrites
-- means.en: People who had joined and had not left, as of the date; each in the team they are in today.
-- means.fr: Personnes qui avaient rejoint le programme et ne l’avaient pas quitté, à la date dite ; chacune dans son équipe d’aujourd’hui.
-- not.en: Not all employees, and not all active: taking part is a choice.
-- not.fr: Ni tout le personnel, ni des personnes toutes actives : participer est un choix.
SELECT advocate_facts.team, COUNT(*) AS value
FROM advocate_facts
CROSS JOIN asked
WHERE advocate_facts.joined_at < asked.as_of
  AND (advocate_facts.left_at IS NULL OR advocate_facts.left_at >= asked.as_of)
GROUP BY advocate_facts.team
