-- Which of these articles did a person take down?
-- $articles: article versions; $urls: their canonical addresses.
SELECT asked.article_id
FROM (SELECT unnest($articles::VARCHAR[]) AS article_id, unnest($urls::VARCHAR[]) AS url) AS asked
WHERE asked.url IN (SELECT canonical_url FROM takedowns WHERE cause = 'decision');
