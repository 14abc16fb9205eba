-- name: emv_clicks
-- version: 1
-- form: money
-- grain: campaign, story, network, team, priced
-- behind: authors
-- use: off
-- source: place_days ← clicks, rolled_clicks, tracked_links
-- title.en: Advertising equivalent: clicks
-- title.fr: Équivalent publicitaire : clics
-- means.en: Clicks of people × price of a click, at the rates of one’s own card. Published by MarketBeam, Please Share, Clearview Social, Ambassify.
-- means.fr: Clics de personnes × prix d’un clic, aux tarifs de sa propre grille. Publié par MarketBeam, Please Share, Clearview Social, Ambassify.
-- not.en: Not value: it prices a substitute that nobody bought, and says nothing of what came of it. The formulas differ tenfold on the same campaign, which is why several stand side by side.
-- not.fr: Pas une valeur : elle met un prix sur un substitut que personne n’a acheté, et ne dit rien de ce qui en est venu. Les formules diffèrent du simple au décuple sur une même campagne : d’où plusieurs côte à côte.
-- watermark.en: not value, not return: the list price of advertising that nobody bought
-- watermark.fr: ni valeur ni rendement : le prix affiché d’une publicité que personne n’a achetée
SELECT units.campaign, units.story, units.network, units.team,
  units.priced, SUM(units.units) AS value
FROM (
  SELECT place_days.campaign, place_days.story, place_days.network, place_days.team,
    'click' AS priced, place_days.clicks AS units
  FROM place_days
  CROSS JOIN asked
  WHERE place_days.kind = 'person'
    AND place_days.day BETWEEN asked.first_day AND asked.last_day
    AND (asked.campaign = '' OR place_days.campaign = asked.campaign)
) AS units
GROUP BY units.campaign, units.story, units.network, units.team,
  units.priced
