-- name: summed_followers
-- version: 1
-- form: count
-- grain: campaign, story, network, team, day
-- behind: authors
-- counts: followers
-- use: off
-- source: share_facts, follower_facts ← shares, posts, follower_counts
-- title.en: Sum of followers (“potential reach”)
-- title.fr: Somme des abonnés (« portée potentielle »)
-- means.en: For each post made in the period, how many followed its author there, as last told before the post (or first told after it), added up; the field’s “potential reach”, followers × posts. Posts of accounts whose followers were never told are left out.
-- means.fr: Pour chaque post fait dans la période, combien de personnes suivaient son auteur sur ce réseau, selon le dernier relevé d’avant le post (sinon le premier d’après), additionné ; la « portée potentielle » du métier, abonnés × posts. Les posts de comptes dont le nombre d’abonnés n’est pas connu sont laissés de côté.
-- not.en: Not people and not views: whoever follows three colleagues who post twice counts six times, and most followers see no given post. On real graphs it overstated the audience of 60 colleagues by 87 percent at the median, and up to fifteen-fold.
-- not.fr: Ni des personnes ni des vues : qui suit trois collègues qui publient deux fois compte six fois, et la plupart des abonnés ne voient pas un post donné. Sur de vrais graphes, elle surestimait l’audience de 60 collègues de 87 pour cent en médiane, et jusqu’à quinze fois.
-- watermark.en: a sum of followers, not people
-- watermark.fr: une somme d’abonnés, pas des personnes
SELECT chosen.campaign, chosen.story, chosen.network, chosen.team,
  chosen.posted_day AS day, SUM(chosen.followers) AS value
FROM (
  SELECT share_facts.campaign, share_facts.story, share_facts.network AS network, share_facts.team,
    share_facts.posted_day, follower_facts.followers,
    ROW_NUMBER() OVER (
      PARTITION BY share_facts.share
      ORDER BY
        CASE WHEN follower_facts.counted_at <= share_facts.posted_at THEN 0 ELSE 1 END,
        CASE WHEN follower_facts.counted_at <= share_facts.posted_at
          THEN 0 - follower_facts.counted_at ELSE follower_facts.counted_at END
    ) AS choice
  FROM share_facts
  JOIN follower_facts ON follower_facts.advocate = share_facts.advocate
    AND follower_facts.network = share_facts.network
  WHERE share_facts.posted = 1
) AS chosen
CROSS JOIN asked
WHERE chosen.choice = 1
  AND chosen.posted_day BETWEEN asked.first_day AND asked.last_day
  AND (asked.campaign = '' OR chosen.campaign = asked.campaign)
GROUP BY chosen.campaign, chosen.story, chosen.network, chosen.team,
  chosen.posted_day
