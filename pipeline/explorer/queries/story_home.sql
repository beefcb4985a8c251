-- In which story does an id stand: a story's own, one that it took in, or an article's? $id.
SELECT story_id FROM stories WHERE story_id = $id
UNION ALL
SELECT coalesce(merged_into, id) AS story_id FROM snap.stories WHERE id = $id
UNION ALL
SELECT story_id FROM articles WHERE article_id = $id AND story_id IS NOT NULL;
