-- What is shown of each story in a list, as one JSON object? With number and id by which it is asked for.
SELECT t.nr, t.story_id AS id, t.story_id, to_json(t)::VARCHAR AS record
FROM (
    SELECT s.* EXCLUDE (platform_ids)
                REPLACE (s.first_published::VARCHAR AS first_published, s.last_published::VARCHAR AS last_published),
           a.headline, a.outlet, a.url, a.language, a.published_is_fallback
    FROM pages.main.stories AS s
    JOIN pages.main.articles AS a ON a.article_id = s.article_id
) AS t
ORDER BY t.nr;
