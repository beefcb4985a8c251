-- What was each currency worth in US dollars on each day? From units per euro: divided by dollars per euro.
INSERT INTO fx_rates (currency, day, period, units_per_usd, source)
WITH per_euro AS (
    SELECT "Date" AS day, currency, rate
    FROM (UNPIVOT ecb_by_day ON COLUMNS(* EXCLUDE ("Date")) INTO NAME currency VALUE rate)
),
with_euro AS (
    SELECT day, currency, rate FROM per_euro
    UNION ALL
    SELECT "Date", 'EUR', 1 FROM ecb_by_day WHERE "USD" IS NOT NULL
)
SELECT e.currency, e.day, 'day', (e.rate::DOUBLE / d.rate::DOUBLE)::DECIMAL(18, 8), 'European Central Bank'
FROM with_euro AS e
JOIN per_euro AS d ON d.day = e.day AND d.currency = 'USD'
WHERE e.currency <> 'USD'
ORDER BY e.currency, e.day;
