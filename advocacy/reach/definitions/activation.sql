-- name: activation
-- version: 1
-- form: percent
-- grain: team
-- behind: members
-- use: report
-- source: advocate_facts, share_facts ← advocates, shares, posts
-- title.en: Activation
-- title.fr: Activation
-- means.en: Advocates who shared within 28 days of joining ÷ advocates who had joined at least 28 days before and had not left, both as of the date. Shared means that a post is known.
-- means.fr: Personnes qui ont partagé dans les 28 jours après leur arrivée ÷ personnes arrivées depuis au moins 28 jours et qui n’étaient pas parties, à la date dite. Partager veut dire qu’un post est connu.
-- not.en: Not adoption, which counts a first share at any time; those who joined in the last 28 days are in neither part. Not a target: nobody has to share.
-- not.fr: Pas l’adoption, qui compte un premier partage à tout moment ; qui est arrivé depuis moins de 28 jours n’est dans aucune des deux parts. Pas un objectif : personne n’est tenu de partager.
SELECT advocate_facts.team, SUM(COALESCE(started.activated, 0)) AS part, COUNT(*) AS whole
FROM advocate_facts
CROSS JOIN asked
LEFT JOIN (
  SELECT joiners.advocate AS advocate, joiners.joined_at AS joined_at, 1 AS activated
  FROM advocate_facts AS joiners
  JOIN share_facts ON share_facts.advocate = joiners.advocate
  CROSS JOIN asked
  WHERE share_facts.posted = 1
    AND share_facts.posted_at >= joiners.joined_at
    AND share_facts.posted_at < joiners.joined_at + 2419200000000
    AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
  GROUP BY joiners.advocate, joiners.joined_at
) AS started ON started.advocate = advocate_facts.advocate
  AND started.joined_at = advocate_facts.joined_at
WHERE advocate_facts.joined_at + 2419200000000 <= asked.as_of
  AND (advocate_facts.left_at IS NULL OR advocate_facts.left_at >= asked.as_of)
GROUP BY advocate_facts.team
