-- What does one claim state? $claim: its id. No row when it does not stand.
SELECT c.* EXCLUDE (platform_key, kind_key, voice_key, role_key, country_key, year_key, standing_key, review_key, hourly_mid, hourly_most),
       c.country_key::VARCHAR AS country, c.platform_key::VARCHAR AS platform_key,
       a.headline, a.url, a.outlet, a.rights, a.excerpt_words, a.language, a.published_is_fallback
FROM claims AS c
JOIN articles AS a ON a.article_id = c.article_id
WHERE c.claim_id = $claim;
