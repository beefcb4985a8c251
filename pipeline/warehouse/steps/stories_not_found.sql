-- Which of these stories did the clustering never find?
SELECT named.id
FROM (SELECT unnest(?::VARCHAR[]) AS id) AS named
WHERE named.id NOT IN (SELECT first_story_id FROM story_articles)
  AND named.id NOT IN (SELECT old FROM story_merges);
