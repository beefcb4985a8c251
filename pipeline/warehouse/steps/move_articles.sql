-- Which articles did people put into another story? (article, story) pairs come as two lists.
UPDATE story_articles
SET story_id = moved.story_id
FROM (SELECT unnest(?::VARCHAR[]) AS article_id, unnest(?::VARCHAR[]) AS story_id) AS moved
WHERE story_articles.article_id = moved.article_id AND story_articles.story_id <> moved.story_id;
