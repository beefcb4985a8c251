-- Which articles, older versions and copies too, stand in these stories, and what does each copy?
-- $stories: their ids.
SELECT m.story_id, m.article_id, coalesce(d.canonical_id, m.article_id) AS canonical_id, a.published, a.headline,
       a.is_current AND NOT a.is_withdrawn AS stands
FROM story_articles AS m
JOIN articles AS a ON a.id = m.article_id
LEFT JOIN duplicates AS d ON d.article_id = m.article_id
WHERE m.story_id IN (SELECT unnest($stories))
ORDER BY a.published NULLS LAST, m.article_id;
