-- Which captures are looked up in the archive? All, or a sample: those with an article first, in an order that
-- changes with the number given; captures whose only article was taken down need no bytes any more.
SELECT c.id, c.payload_digest, any_value(a.id ORDER BY a.id) AS article_id
FROM captures AS c
LEFT JOIN articles AS a ON a.capture_id = c.id
GROUP BY c.id, c.payload_digest
HAVING NOT coalesce(bool_and(a.canonical_url IN (SELECT canonical_url FROM takedowns WHERE cause = 'decision')), FALSE)
ORDER BY count(a.id) = 0, hash(c.id, $seed), c.id
LIMIT $most
