-- The people behind what networks count: of whose posts each count was known by the end of the period, and since
-- which day. Fewer than those who post, for each person allows it or not, and not every network tells.
-- Of every campaign, whichever is asked for. Never shown itself.
SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team, share_facts.advocate,
  MIN(count_facts.day) AS day, MIN(count_facts.day) AS posted_day, count_facts.metric
FROM count_facts
JOIN share_facts ON share_facts.share = count_facts.share
CROSS JOIN asked
WHERE count_facts.day <= asked.last_day
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team, share_facts.advocate,
  count_facts.metric
