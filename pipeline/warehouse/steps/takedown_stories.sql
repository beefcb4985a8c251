-- Which stories have lost their last article? They go, too.
DELETE FROM stories
WHERE id IN (SELECT story_id FROM old.story_articles WHERE article_id IN (FROM gone_articles))
  AND id NOT IN (SELECT story_id FROM story_articles);
