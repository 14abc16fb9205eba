-- name: shares_unknown
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: nobody
-- source: share_facts ← shares
-- title.en: Shares in doubt
-- title.fr: Partages dans le doute
-- means.en: Shares whose sending was cut off before the network’s answer came: the post may exist. As they stand now, dated by the day of the offer.
-- means.fr: Partages dont l’envoi a été coupé avant la réponse du réseau : le post existe peut-être. Tels qu’ils sont maintenant, datés du jour de l’offre.
-- not.en: Not failures and not posts; they are never sent again blindly, and leave this count once someone or something has looked.
-- not.fr: Ni des échecs ni des posts ; jamais renvoyés à l’aveugle, ils quittent ce compte dès que l’on a regardé.
SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day AS day, COUNT(*) AS value
FROM share_facts
CROSS JOIN asked
WHERE share_facts.state = 'unknown'
  AND share_facts.offered_day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.team,
  share_facts.offered_day
