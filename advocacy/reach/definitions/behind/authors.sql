-- The people behind clicks: who had posted what by the end of the period, and since which day. Of every
-- campaign, whichever is asked for: what may be shown of one depends on the others. Never shown itself.
SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.advocate, MIN(share_facts.posted_day) AS day
FROM share_facts
CROSS JOIN asked
WHERE share_facts.posted = 1
  AND share_facts.posted_day <= asked.last_day
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.advocate
