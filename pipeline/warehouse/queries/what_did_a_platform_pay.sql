-- What did a platform pay in a month, out of which claims, and how many were left out?
-- laborwire ask what-did-a-platform-pay --platform outlier --month 2026-03
-- $platform (entity): whose pay
-- $month (month): the month in which the pay applied
-- US dollars an hour; kinds of work are never mixed. claims: source and id of each, whose words stand in pay_claims.
SELECT p.platform, p.role_class, p.n_claims, p.n_sources, p.median_low_usd, p.median_high_usd,
       p.lowest_usd, p.highest_usd, p.n_left_out, p.left_out, behind.claims
FROM pay_by_platform_month AS p
LEFT JOIN (
    SELECT role_class, string_agg(coalesce(source_id, 'no source') || ' ' || id, '; ' ORDER BY source_id, id) AS claims
    FROM pay_by_platform_month_claims
    WHERE platform_id = $platform AND month = $month AND why_left_out IS NULL
    GROUP BY role_class
) AS behind ON behind.role_class = p.role_class
WHERE p.platform_id = $platform
  AND p.month = $month
ORDER BY p.role_class;
