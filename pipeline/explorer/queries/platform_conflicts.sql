-- Where do independent reports about a platform contradict each other? $platform: its id.
SELECT c.role_class, c.unit, c.currency, c.conflict, c.month, c.low_id, c.low_amount_text, c.high_id, c.high_amount_text,
       l.outlet AS low_outlet, h.outlet AS high_outlet
FROM conflicts AS c
JOIN articles AS l ON l.article_id = c.low_article_id
JOIN articles AS h ON h.article_id = c.high_article_id
WHERE c.payer_id = $platform
ORDER BY c.month DESC, c.low_id
LIMIT 50;
