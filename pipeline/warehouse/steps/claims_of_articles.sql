-- Which pay claims stand for these articles? Their ids come as a list.
SELECT *
FROM pay_claims
WHERE article_id IN (SELECT unnest(?::VARCHAR[]))
ORDER BY article_id, start, id;
