-- Which legal minimum wage holds where and when these claims of pay by the hour were made, in US dollars an hour?
-- $claims: their ids. One row per claim; no place of the law where the claim has none, or no rate of that day is known.
SELECT u.id AS claim_id, u.location IS NOT NULL AS is_located, w.wage_place AS place, w.wage, w.wage_currency AS currency,
       w.wage_unit AS unit, w.wage_from, w.wage_to,
       CASE WHEN w.compared = 'US dollars by the hour' OR u.currency = 'USD' THEN w.minimum
            ELSE w.minimum / u.fx_units_per_usd::DOUBLE END AS usd_per_hour
FROM pay_claims_usd AS u
LEFT JOIN minimum_wage_checks AS w ON w.id = u.id
WHERE u.id IN (SELECT unnest($claims::VARCHAR[]))
ORDER BY u.id;
