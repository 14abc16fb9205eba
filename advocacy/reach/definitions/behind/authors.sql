-- The people behind clicks: who had posted what, with a link of theirs, by the end of the period and since which
-- day (none, when no post of theirs is known), and since which day a link of theirs could be or was followed. Who
-- posted without a link cannot be clicked, and hides nobody. Of every campaign, whichever is asked for: what may be
-- shown of one depends on the others. Never shown itself.
SELECT links.campaign, links.story, links.network, links.team, links.advocate,
  MIN(links.day) AS day, MIN(links.posted_day) AS posted_day
FROM (
  SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
    share_facts.advocate, share_facts.posted_day AS day, share_facts.posted_day
  FROM share_facts
  CROSS JOIN asked
  WHERE share_facts.posted = 1
    AND share_facts.linked = 1
    AND share_facts.posted_day <= asked.last_day
  UNION ALL
  SELECT link_facts.campaign, link_facts.story, link_facts.network, link_facts.team,
    link_facts.advocate, link_facts.first_day AS day, NULL AS posted_day
  FROM link_facts
  CROSS JOIN asked
  WHERE link_facts.first_day <= asked.last_day
) AS links
GROUP BY links.campaign, links.story, links.network, links.team, links.advocate
