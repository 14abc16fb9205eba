-- name: adoption
-- version: 1
-- form: percent
-- grain: team
-- behind: members
-- source: advocate_facts, share_facts ← advocates, shares, posts
-- title.en: Adoption
-- title.fr: Adoption
-- means.en: Advocates who had shared at least once ÷ advocates who had joined and had not left, both as of the date. Shared means that a post is known.
-- means.fr: Personnes qui avaient partagé au moins une fois ÷ personnes qui avaient rejoint le programme et ne l’avaient pas quitté, à la date dite. Partager veut dire qu’un post est connu.
-- not.en: Not today’s advocates as the denominator of an earlier date, not logins, and not a target: nobody has to share.
-- not.fr: Ni les inscrits d’aujourd’hui au dénominateur d’hier, ni des connexions, ni un objectif : personne n’est tenu de partager.
SELECT advocate_facts.team, SUM(COALESCE(sharers.shared, 0)) AS part, COUNT(*) AS whole
FROM advocate_facts
CROSS JOIN asked
LEFT JOIN (
  SELECT share_facts.advocate, 1 AS shared
  FROM share_facts
  CROSS JOIN asked
  WHERE share_facts.posted = 1
    AND share_facts.posted_at < asked.as_of
    AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
  GROUP BY share_facts.advocate
) AS sharers ON sharers.advocate = advocate_facts.advocate
WHERE advocate_facts.joined_at < asked.as_of
  AND (advocate_facts.left_at IS NULL OR advocate_facts.left_at >= asked.as_of)
GROUP BY advocate_facts.team
