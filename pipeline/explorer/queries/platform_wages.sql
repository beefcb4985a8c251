-- Which legal minimum wage holds for these claims? $claims: their ids; one that states no place has no row.
SELECT claim_id, is_located, place, wage, currency, unit, wage_from, wage_to, usd_per_hour
FROM wages
WHERE claim_id IN (SELECT unnest($claims::VARCHAR[]))
ORDER BY claim_id;
