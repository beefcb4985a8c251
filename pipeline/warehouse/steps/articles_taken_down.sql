-- Of which articles is nothing to be told any more?
SELECT id AS article_id
FROM articles
WHERE canonical_url IN (SELECT canonical_url FROM takedowns WHERE cause = 'decision');
