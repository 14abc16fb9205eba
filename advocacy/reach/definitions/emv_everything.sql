-- name: emv_everything
-- version: 1
-- form: money
-- grain: campaign, story, network, team, priced
-- behind: authors
-- counts: impressions, views
-- use: off
-- source: growth_facts ← metric_snapshots, shares, posts; place_days
-- title.en: Advertising equivalent: impressions and clicks
-- title.fr: Équivalent publicitaire : affichages et clics
-- means.en: Impressions ÷ 1,000 × price of a thousand + price of a click × (multiplier × reactions + clicks), at the rates of one’s own card. Published by Dynamic Signal (Firstup).
-- means.fr: Affichages ÷ 1 000 × prix des mille + prix d’un clic × (multiplicateur × réactions + clics), aux tarifs de sa propre grille. Publié par Dynamic Signal (Firstup).
-- not.en: Not value: it prices a substitute that nobody bought, and says nothing of what came of it. The formulas differ tenfold on the same campaign, which is why several stand side by side. It pays twice for one view.
-- not.fr: Pas une valeur : elle met un prix sur un substitut que personne n’a acheté, et ne dit rien de ce qui en est venu. Les formules diffèrent du simple au décuple sur une même campagne : d’où plusieurs côte à côte. Elle paie deux fois une même vue.
-- watermark.en: not value, not return: the list price of advertising that nobody bought
-- watermark.fr: ni valeur ni rendement : le prix affiché d’une publicité que personne n’a achetée
SELECT units.campaign, units.story, units.network, units.team,
  units.priced, SUM(units.units) AS value
FROM (
  SELECT growth_facts.campaign, growth_facts.story, growth_facts.network, growth_facts.team,
    CASE
      WHEN growth_facts.metric IN ('impressions', 'views') THEN 'impression'
      WHEN growth_facts.metric IN ('likes', 'replies', 'reposts', 'quotes', 'shares') THEN 'reaction'
      END AS priced,
    growth_facts.growth AS units
  FROM growth_facts
  CROSS JOIN asked
  WHERE growth_facts.metric IN ('impressions', 'views', 'likes', 'replies', 'reposts', 'quotes', 'shares')
    AND growth_facts.day BETWEEN asked.first_day AND asked.last_day
    AND (asked.campaign = '' OR growth_facts.campaign = asked.campaign)
  UNION ALL
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
