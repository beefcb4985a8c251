-- What did each platform pay in which week, as far as claims may be printed and converted?
-- Only exact hourly rates: the middle of a range, or of what may be earned, is what nobody said.
-- $first and $after: the days to look back to and up to (UTC). One row per platform, role class and week.
SELECT coalesce(e.name, u.payer) AS platform,
       u.role_class,
       max(a.published)::DATE AS day,
       median((coalesce(u.hourly_usd_min, u.hourly_usd_max) + coalesce(u.hourly_usd_max, u.hourly_usd_min)) / 2)::DOUBLE
           AS usd_per_hour,
       count(*) AS n_claims,
       list(u.id ORDER BY u.id) AS claim_ids
FROM pay_claims_usd AS u
JOIN claim_checks AS k ON k.id = u.id
JOIN articles AS a ON a.id = u.article_id
LEFT JOIN entities AS e ON e.id = u.payer_id
WHERE a.published >= $first
  AND a.published < $after
  AND len(k.why_not) = 0
  AND u.kind IN ('reported_earnings', 'offered_rate', 'posted_range', 'change')
  AND u.change_role IS DISTINCT FROM 'delta'
  AND u.change_role IS DISTINCT FROM 'from'
  AND u.bound = 'exact'
  AND u.unit = 'hour'
  AND u.hourly_usd_min IS NOT NULL
  AND u.hourly_usd_max IS NOT NULL
  AND u.payer IS NOT NULL
GROUP BY coalesce(e.name, u.payer), u.role_class, date_trunc('week', a.published)
ORDER BY platform, u.role_class, day;
