-- Which claims are decided about, or were? Their ids come as a list.
SELECT *
FROM pay_claims
WHERE id IN (SELECT unnest(?::VARCHAR[])) OR review_status <> 'unreviewed' OR len(corrected_fields) > 0;
