-- In which story did the clustering put these articles?
SELECT article_id, coalesce(first_story_id, story_id) AS first_story_id
FROM story_articles
WHERE article_id IN (SELECT unnest(?::VARCHAR[]));
