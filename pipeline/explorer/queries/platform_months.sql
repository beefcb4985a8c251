-- What was paid on a platform, month by month and by kind of work, and what was left out? $platform: its id.
SELECT role_class, month, n_claims, n_articles, n_sources, median_low_usd, median_high_usd, lowest_usd, highest_usd,
       n_left_out, left_out
FROM months
WHERE platform_id = $platform
ORDER BY month DESC, role_class
LIMIT 40;
