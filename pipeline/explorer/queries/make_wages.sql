-- Which legal minimum wage holds for each claim of a single rate by the hour, in US dollars an hour?
-- Kept since it reads the whole warehouse; the columns are those of warehouse/queries/digest_wages.sql.
CREATE TABLE pages.main.wages AS
SELECT c.claim_id, c.location IS NOT NULL AS is_located, w.wage_place AS place, w.wage, w.wage_currency AS currency,
       w.wage_unit AS unit, w.wage_from, w.wage_to,
       CASE WHEN w.compared = 'US dollars by the hour' OR c.currency = 'USD' THEN w.minimum
            ELSE w.minimum / c.fx_units_per_usd::DOUBLE END AS usd_per_hour
FROM pages.main.claims AS c
LEFT JOIN minimum_wage_checks AS w ON w.id = c.claim_id
WHERE c.is_printable AND c.unit = 'hour' AND c.bound = 'exact' AND (c.location IS NOT NULL OR w.id IS NOT NULL);
