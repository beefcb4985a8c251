-- Which versions of the claims reader have read these articles? Their ids are parted by spaces.
SELECT DISTINCT article_id, extractor_version
FROM pay_claims
WHERE article_id IN (SELECT unnest(string_split(?, ' ')));
