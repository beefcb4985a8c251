-- To which affair, a thread or else a story, do these articles belong today? What was withdrawn is left out.
-- $articles: their ids.
SELECT a.id AS article_id, coalesce(t.thread_id, m.story_id) AS affair
FROM articles AS a
JOIN story_articles AS m ON m.article_id = a.id
LEFT JOIN story_threads AS t ON t.story_id = m.story_id
WHERE NOT a.is_withdrawn AND a.id IN (SELECT unnest($articles::VARCHAR[]));
