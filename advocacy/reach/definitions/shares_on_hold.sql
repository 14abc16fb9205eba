-- name: shares_on_hold
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: nobody
-- source: share_facts ← shares
-- title.en: Shares on hold
-- title.fr: Partages en attente
-- means.en: Accepted shares that wait for something other than their hour: an authorisation, the network, the charter, a crisis. As they stand now, dated by the day of the offer.
-- means.fr: Partages acceptés qui attendent autre chose que leur heure : une autorisation, le réseau, la charte, une crise. Tels qu’ils sont maintenant, datés du jour de l’offre.
-- not.en: Not lost: they go out, or are cancelled, when what they wait for is settled.
-- not.fr: Pas perdus : ils partent, ou sont annulés, quand ce qu’ils attendent est réglé.
SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day AS day, COUNT(*) AS value
FROM share_facts
CROSS JOIN asked
WHERE share_facts.state = 'on_hold'
  AND share_facts.offered_day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day
