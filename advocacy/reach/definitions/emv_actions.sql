-- name: emv_actions
-- version: 1
-- form: money
-- grain: campaign, story, network, team, priced
-- behind: authors
-- counts: impressions, views
-- use: off
-- source: growth_facts ← metric_snapshots, shares, posts
-- title.en: Advertising equivalent: impressions and a price for each action
-- title.fr: Équivalent publicitaire : affichages et un prix par action
-- means.en: Impressions ÷ 1,000 × price of a thousand + likes, replies and reposts, each at its own price, at the rates of one’s own card. Published by SocialRails, Ayzenberg (Later, Skeepers).
-- means.fr: Affichages ÷ 1 000 × prix des mille + j’aime, réponses et republications, chacun à son prix, aux tarifs de sa propre grille. Publié par SocialRails, Ayzenberg (Later, Skeepers).
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
      WHEN growth_facts.metric IN ('likes') THEN 'like'
      WHEN growth_facts.metric IN ('replies') THEN 'reply'
      WHEN growth_facts.metric IN ('reposts', 'quotes', 'shares') THEN 'repost'
      END AS priced,
    growth_facts.growth AS units
  FROM growth_facts
  CROSS JOIN asked
  WHERE growth_facts.metric IN ('impressions', 'views', 'likes', 'replies', 'reposts', 'quotes', 'shares')
    AND growth_facts.day BETWEEN asked.first_day AND asked.last_day
    AND (asked.campaign = '' OR growth_facts.campaign = asked.campaign)
) AS units
GROUP BY units.campaign, units.story, units.network, units.team,
  units.priced
