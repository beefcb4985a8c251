-- What is shown of each claim, as one JSON object? With number and ids by which it is asked for.
-- Amounts, days and times are texts in there, so that none is rounded.
SELECT s.nr, s.claim_id AS id, s.story_id, to_json(s)::VARCHAR AS record
FROM (
    SELECT c.* EXCLUDE (platform_key, kind_key, voice_key, role_key, country_key, year_key, standing_key, review_key, hourly_mid, hourly_most)
                REPLACE (c.amount_min::VARCHAR AS amount_min, c.amount_max::VARCHAR AS amount_max,
                         c.hourly_usd_min::VARCHAR AS hourly_usd_min, c.hourly_usd_max::VARCHAR AS hourly_usd_max,
                         c.fx_units_per_usd::VARCHAR AS fx_units_per_usd, c.fx_day::VARCHAR AS fx_day,
                         c.published::VARCHAR AS published),
           c.country_key::VARCHAR AS country, c.platform_key::VARCHAR AS platform_key,
           a.headline, a.url, a.outlet, a.rights, a.excerpt_words, a.language, a.published_is_fallback
    FROM pages.main.claims AS c
    JOIN pages.main.articles AS a ON a.article_id = c.article_id
) AS s
ORDER BY s.nr;
