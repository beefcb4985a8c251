-- Which stories have articles that were not there when the others were kept? They stand beside these.
INSERT INTO stories (id)
SELECT DISTINCT m.story_id
FROM story_articles AS m
WHERE m.story_id NOT IN (SELECT id FROM stories);
