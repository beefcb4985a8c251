-- Which pay claims stand for these articles? Their ids are parted by spaces.
SELECT *
FROM pay_claims
WHERE article_id IN (SELECT unnest(string_split(?, ' ')))
ORDER BY article_id, start, id;
