-- What did a platform pay in a month, and how many claims were left out?
-- laborwire ask what-did-a-platform-pay --platform outlier --month 2026-03
-- $platform (entity): whose pay
-- $month (month): the month in which the pay applied
-- US dollars an hour; kinds of work are never mixed.
SELECT p.platform, p.role_class, p.n_claims, p.n_sources, p.median_low_usd, p.median_high_usd,
       p.lowest_usd, p.highest_usd, p.n_left_out, p.left_out
FROM pay_by_platform_month AS p
WHERE p.platform_id = $platform
  AND p.month = $month
ORDER BY p.role_class;
