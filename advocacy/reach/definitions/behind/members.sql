-- The people behind adoption: who had joined and had not left, as of the date. Never shown itself.
SELECT advocate_facts.team, advocate_facts.advocate
FROM advocate_facts
CROSS JOIN asked
WHERE advocate_facts.joined_at < asked.as_of
  AND (advocate_facts.left_at IS NULL OR advocate_facts.left_at >= asked.as_of)
