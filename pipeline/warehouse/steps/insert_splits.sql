-- Which articles left which story for which? Three lists.
INSERT INTO story_splits (article_id, old, "new")
SELECT DISTINCT article_id, old, "new"
FROM (SELECT unnest(?::VARCHAR[]) AS article_id, unnest(?::VARCHAR[]) AS old, unnest(?::VARCHAR[]) AS "new");
