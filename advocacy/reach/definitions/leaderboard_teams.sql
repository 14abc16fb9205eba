-- name: leaderboard_teams
-- version: 1
-- form: percent
-- grain: team
-- behind: members
-- use: off
-- source: advocate_facts, share_facts ← advocates, shares, posts
-- title.en: Teams by who shared
-- title.fr: Équipes selon qui a partagé
-- means.en: Advocates of a team with a post in the period ÷ advocates of the team, as of the date; and its place, from the highest quotient. Teams with the same quotient share a place, and the next place is skipped.
-- means.fr: Personnes d’une équipe avec un post dans la période ÷ personnes de l’équipe, à la date dite ; et sa place, du plus grand quotient au plus petit. Des équipes au même quotient partagent une place, et la suivante est sautée.
-- not.en: Not whose posts did best, which depends on who follows them. Not a target: nobody has to share. Most of the order is chance, above all between small teams.
-- not.fr: Pas de qui les posts ont le mieux marché, ce qui dépend de qui les suit. Pas un objectif : personne n’est tenu de partager. L’ordre est surtout dû au hasard, entre petites équipes plus encore.
WITH teams AS (
  SELECT advocate_facts.team, SUM(COALESCE(sharers.shared, 0)) AS part, COUNT(*) AS whole
  FROM advocate_facts
  CROSS JOIN asked
  LEFT JOIN (
    SELECT DISTINCT share_facts.advocate, 1 AS shared
    FROM share_facts
    CROSS JOIN asked
    WHERE share_facts.posted = 1
      AND share_facts.posted_day BETWEEN asked.first_day AND asked.last_day
      AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
  ) AS sharers ON sharers.advocate = advocate_facts.advocate
  WHERE advocate_facts.joined_at < asked.as_of
    AND (advocate_facts.left_at IS NULL OR advocate_facts.left_at >= asked.as_of)
  GROUP BY advocate_facts.team
)
SELECT mine.team AS team, mine.part AS part, mine.whole AS whole,
  1 + SUM(CASE WHEN others.part * mine.whole > mine.part * others.whole THEN 1 ELSE 0 END) AS place
FROM teams AS mine
CROSS JOIN teams AS others
GROUP BY mine.team, mine.part, mine.whole
