-- Which amounts of these articles may be printed as they stand?
-- $articles: their ids.
SELECT article_id, amount_text, amount_min, amount_max
FROM pay_claims_printable
WHERE article_id IN (SELECT unnest($articles::VARCHAR[]))
ORDER BY article_id, id;
