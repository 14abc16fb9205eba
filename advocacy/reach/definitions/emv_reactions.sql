-- name: emv_reactions
-- version: 1
-- form: money
-- grain: campaign, story, network, team, priced
-- behind: authors
-- counts: impressions, views
-- use: off
-- source: growth_facts ← metric_snapshots, shares, posts
-- title.en: Advertising equivalent: impressions and reactions
-- title.fr: Équivalent publicitaire : affichages et réactions
-- means.en: Impressions ÷ 1,000 × price of a thousand + price of a click × (likes + replies), at the rates of one’s own card. Published by Duel.
-- means.fr: Affichages ÷ 1 000 × prix des mille + prix d’un clic × (j’aime + réponses), aux tarifs de sa propre grille. Publié par Duel.
-- not.en: Not value: it prices a substitute that nobody bought, and says nothing of what came of it. The formulas differ tenfold on the same campaign, which is why several stand side by side.
-- not.fr: Pas une valeur : elle met un prix sur un substitut que personne n’a acheté, et ne dit rien de ce qui en est venu. Les formules diffèrent du simple au décuple sur une même campagne : d’où plusieurs côte à côte.
-- watermark.en: not value, not return: the list price of advertising that nobody bought
-- watermark.fr: ni valeur ni rendement : le prix affiché d’une publicité que personne n’a achetée
SELECT units.campaign, units.story, units.network, units.team,
  units.priced, SUM(units.units) AS value
FROM (
  SELECT growth_facts.campaign, growth_facts.story, growth_facts.network, growth_facts.team,
    CASE
      WHEN growth_facts.metric IN ('impressions', 'views') THEN 'impression'
      WHEN growth_facts.metric IN ('likes', 'replies') THEN 'answer'
      END AS priced,
    growth_facts.growth AS units
  FROM growth_facts
  CROSS JOIN asked
  WHERE growth_facts.metric IN ('impressions', 'views', 'likes', 'replies')
    AND growth_facts.day BETWEEN asked.first_day AND asked.last_day
    AND (asked.campaign = '' OR growth_facts.campaign = asked.campaign)
) AS units
GROUP BY units.campaign, units.story, units.network, units.team,
  units.priced
