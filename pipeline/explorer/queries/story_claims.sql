-- Which claims does a story make? $story: its id. In the order of publication and of the text.
SELECT c.* EXCLUDE (platform_key, kind_key, voice_key, role_key, country_key, year_key, standing_key, review_key, hourly_mid, hourly_most),
       c.country_key::VARCHAR AS country, c.platform_key::VARCHAR AS platform_key,
       a.headline, a.url, a.outlet, a.rights, a.excerpt_words, a.language, a.published_is_fallback
FROM claims AS c
JOIN articles AS a ON a.article_id = c.article_id
WHERE c.story_id = $story
ORDER BY c.published NULLS LAST, c.article_id, c.start
LIMIT 500;
