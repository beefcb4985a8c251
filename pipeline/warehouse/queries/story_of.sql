-- In which story does each of these ids stand: articles, and stories that may have been given up?
-- $ids: their ids.
SELECT article_id AS id, story_id FROM story_articles WHERE article_id IN (SELECT unnest($ids))
UNION ALL
SELECT id, coalesce(merged_into, id) AS story_id FROM stories WHERE id IN (SELECT unnest($ids));
