-- How many stories stand, with how many articles? $platform as in story_lines.
SELECT count(*) AS n_stories, coalesce(sum(n_articles), 0)::BIGINT AS n_articles
FROM stories
WHERE $platform IS NULL OR list_contains(platform_ids, $platform);
