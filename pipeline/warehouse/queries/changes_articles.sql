-- Which articles stand in this snapshot, in which version, with which facts, and in which story?
SELECT a.* EXCLUDE (text), length(a.text) AS characters, m.story_id
FROM articles AS a
LEFT JOIN story_articles AS m ON m.article_id = a.id
WHERE a.is_current
  AND NOT a.is_withdrawn;
