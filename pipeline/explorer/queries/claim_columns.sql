-- By what are claims narrowed, counted and sorted? One row a claim, in the order of their numbers, which begin with 1.
SELECT platform_key::VARCHAR AS platform, kind_key::VARCHAR AS kind, voice_key::VARCHAR AS voice, role_key::VARCHAR AS role,
       country_key::VARCHAR AS country, year_key::VARCHAR AS year, standing_key::VARCHAR AS standing,
       review_key::VARCHAR AS review, source_id AS source, story_id AS story, article_id AS article, platform AS platform_name,
       published IS NULL AS is_undated, hourly_mid, hourly_most
FROM claims
ORDER BY nr;
