-- name: retention
-- version: 1
-- form: percent
-- grain: cohort, period
-- behind: members
-- use: asked
-- source: advocate_facts, share_facts, calendar, age_periods ← advocates, past_memberships, shares, posts
-- title.en: Retention
-- title.fr: Fidélité
-- means.en: Of the people who joined in a month: those who shared in each period of 28 days since their own day of joining ÷ all who joined in that month, those who have left since included. A period is told once it is over for the whole month’s joiners.
-- means.fr: Des personnes arrivées un même mois : celles qui ont partagé dans chaque période de 28 jours depuis leur propre jour d’arrivée ÷ toutes celles arrivées ce mois-là, parties depuis ou non. Une période est dite quand elle est finie pour toutes les arrivées du mois.
-- not.en: Not logins, and not loyalty: who had no offer that suited them could not share. Not calendar months: periods of 28 days have each weekday four times.
-- not.fr: Ni des connexions ni de la loyauté : qui n’a reçu aucune offre à son goût ne pouvait pas partager. Pas des mois civils : 28 jours ont chaque jour de la semaine quatre fois.
SELECT joined.cohort, joined.period, SUM(COALESCE(shared.active, 0)) AS part, COUNT(*) AS whole
FROM (
  SELECT calendar.month AS cohort, age_periods.period AS period, advocate_facts.advocate AS advocate,
    advocate_facts.joined_at AS joined_at
  FROM advocate_facts
  JOIN calendar ON calendar.day = advocate_facts.joined_day
  CROSS JOIN age_periods
  CROSS JOIN asked
  JOIN calendar AS closing ON closing.day = calendar.month_last + age_periods.last_age
  WHERE closing.ends_at <= asked.as_of
) AS joined
LEFT JOIN (
  SELECT DISTINCT joiners.advocate AS advocate, joiners.joined_at AS joined_at,
    age_periods.period AS period, 1 AS active
  FROM advocate_facts AS joiners
  JOIN share_facts ON share_facts.advocate = joiners.advocate
  CROSS JOIN age_periods
  CROSS JOIN asked
  WHERE share_facts.posted = 1
    AND share_facts.posted_at >= joiners.joined_at
    AND (joiners.left_at IS NULL OR share_facts.posted_at < joiners.left_at)
    AND share_facts.posted_day - joiners.joined_day BETWEEN age_periods.first_age AND age_periods.last_age
    AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
) AS shared ON shared.advocate = joined.advocate
  AND shared.joined_at = joined.joined_at
  AND shared.period = joined.period
GROUP BY joined.cohort, joined.period
