-- What are these articles, and in which stories do they stand?
-- $articles: their ids.
SELECT a.id AS article_id, a.headline, a.published, coalesce(s.name, a.source_id) AS source, a.url, m.story_id
FROM articles AS a
LEFT JOIN sources AS s ON s.id = a.source_id
LEFT JOIN story_articles AS m ON m.article_id = a.id
WHERE a.id IN (SELECT unnest($articles));
