-- What did a platform pay in a month, and how many claims were left out?
-- Change the two values in the first lines.
WITH asked AS (
    SELECT 'outlier' AS platform_id, DATE '2026-03-01' AS month
)
SELECT p.platform, p.role_class, p.n_claims, p.n_sources, p.median_low_usd, p.median_high_usd,
       p.lowest_usd, p.highest_usd, p.n_left_out, p.left_out
FROM pay_by_platform_month AS p
JOIN asked ON asked.platform_id = p.platform_id AND asked.month = p.month
ORDER BY p.role_class;
