-- The people behind answers: who was offered what in the period. Of every campaign, whichever is asked
-- for: what may be shown of one depends on the others. Never shown itself.
SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.advocate, MIN(share_facts.offered_day) AS day, MIN(share_facts.posted_day) AS posted_day
FROM share_facts
CROSS JOIN asked
WHERE share_facts.offered_day BETWEEN asked.first_day AND asked.last_day
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.advocate
