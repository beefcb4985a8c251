-- How do these claims stand? Their ids come as a list.
SELECT *
FROM pay_claims
WHERE id IN (SELECT unnest(?::VARCHAR[]));
