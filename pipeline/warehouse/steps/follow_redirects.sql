-- Which articles still belong to a story that was given up?
UPDATE story_articles
SET story_id = stories.merged_into
FROM stories
WHERE stories.id = story_articles.story_id AND stories.merged_into IS NOT NULL;
