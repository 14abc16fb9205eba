-- name: visitor_days
-- version: 1
-- form: count
-- grain: campaign, network, day
-- behind: authors
-- use: asked
-- source: visitor_facts ← visitor_breadth, clicks
-- title.en: Visitor days
-- title.fr: Jours-visiteurs
-- means.en: Different visitors of a campaign’s links on one network and one day (of UTC, for as long does a visitor’s key live), added up over days, networks and campaigns. Counted before the day’s key is destroyed.
-- means.fr: Visiteurs différents des liens d’une campagne sur un réseau en un jour (UTC, le temps que vit la clé d’un visiteur), additionnés sur les jours, les réseaux et les campagnes. Comptés avant que la clé du jour soit détruite.
-- not.en: Not people: the same person on two days counts twice, and on two devices too. Nothing recognises anyone the next day.
-- not.fr: Pas des personnes : la même personne sur deux jours compte deux fois, et sur deux appareils aussi. Rien ne reconnaît quiconque le lendemain.
SELECT visitor_facts.campaign, visitor_facts.network, visitor_facts.day, SUM(visitor_facts.visitors) AS value
FROM visitor_facts
CROSS JOIN asked
WHERE visitor_facts.day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR visitor_facts.campaign = asked.campaign)
GROUP BY visitor_facts.campaign, visitor_facts.network, visitor_facts.day
