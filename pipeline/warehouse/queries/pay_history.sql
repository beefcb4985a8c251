-- What has a platform paid, month by month, and how many claims were left out?
-- laborwire ask pay-history --platform mercor
-- $platform (entity): whose pay
-- $since (date, default 1970-01-01): months that end before this day are left out
-- US dollars an hour; kinds of work are never mixed.
SELECT p.month, p.platform, p.role_class, p.median_low_usd, p.median_high_usd, p.lowest_usd, p.highest_usd,
       p.n_claims, p.n_articles, p.n_sources, p.n_offers, p.n_reviewed, p.n_left_out, p.left_out
FROM pay_by_platform_month AS p
WHERE p.platform_id = $platform
  AND last_day(p.month) >= $since
ORDER BY p.month, p.role_class;
