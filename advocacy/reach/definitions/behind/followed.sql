-- The people behind sums of followers: who had posted by the end of the period and since which day, of whom it was
-- ever told how many follow them there. Of every campaign, whichever is asked for. Never shown itself.
SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team, share_facts.advocate,
  MIN(share_facts.posted_day) AS day, MIN(share_facts.posted_day) AS posted_day, 'followers' AS metric
FROM share_facts
JOIN follower_facts ON follower_facts.advocate = share_facts.advocate
  AND follower_facts.network = share_facts.network
CROSS JOIN asked
WHERE share_facts.posted = 1
  AND share_facts.posted_day <= asked.last_day
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team, share_facts.advocate
