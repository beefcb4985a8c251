-- Do the claims of alerts that went out still stand?
-- $ids: the claims. One row for each that is still known; is_gone says that its article was withdrawn, is_replaced that
-- a newer version of the article does not have the figure.
SELECT c.id, c.review_status, c.amount_min, c.amount_max, c.currency, c.unit, c.payer, a.is_withdrawn AS is_gone,
       NOT a.is_current AND NOT EXISTS (
           SELECT 1
           FROM articles AS b
           JOIN pay_claims AS n ON n.article_id = b.id
           WHERE b.canonical_url = a.canonical_url AND b.is_current AND n.review_status <> 'rejected'
             AND n.amount_min IS NOT DISTINCT FROM c.amount_min AND n.amount_max IS NOT DISTINCT FROM c.amount_max
             AND n.currency = c.currency AND n.unit = c.unit) AS is_replaced
FROM pay_claims AS c
JOIN articles AS a ON a.id = c.article_id
WHERE c.id IN (SELECT unnest($ids::VARCHAR[]));
