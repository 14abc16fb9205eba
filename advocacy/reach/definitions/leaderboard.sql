-- name: leaderboard
-- version: 1
-- form: count
-- grain: network, advocate
-- behind: listed
-- use: off
-- source: advocate_facts, share_facts ← advocates, shares, posts
-- title.en: Posts by person
-- title.fr: Posts par personne
-- means.en: Posts made in the period by each advocate who put their own name on the leaderboard and takes part as of the date; and their place on that network. The same number of posts is the same place, and the next place is skipped.
-- means.fr: Posts faits dans la période par chaque personne qui a mis son nom au tableau et participe à la date dite ; et sa place sur ce réseau. Le même nombre de posts est la même place, et la suivante est sautée.
-- not.en: Not merit: who has more to post about posts more. Never of someone who did not ask to be on it, and never of clicks or of followers.
-- not.fr: Pas un mérite : qui a plus à publier publie plus. Jamais de qui n’a pas demandé à y être, et jamais des clics ni des abonnés.
SELECT posted.network, posted.advocate, posted.value,
  RANK() OVER (PARTITION BY posted.network ORDER BY posted.value DESC) AS place
FROM (
  SELECT share_facts.network AS network, share_facts.advocate AS advocate, COUNT(*) AS value
  FROM share_facts
  JOIN advocate_facts ON advocate_facts.advocate = share_facts.advocate
  CROSS JOIN asked
  WHERE advocate_facts.listed = 1
    AND advocate_facts.joined_at < asked.as_of
    AND (advocate_facts.left_at IS NULL OR advocate_facts.left_at >= asked.as_of)
    AND share_facts.posted = 1
    AND share_facts.posted_day BETWEEN asked.first_day AND asked.last_day
    AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
  GROUP BY share_facts.network, share_facts.advocate
) AS posted
