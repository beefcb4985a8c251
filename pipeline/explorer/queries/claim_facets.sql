-- How many claims has each value of each facet, with all filters but its own? Copies are counted where they are asked for.
WITH marked AS NOT MATERIALIZED (
    SELECT c.platform, c.article_id,
           c.platform_key, c.kind_key, c.voice_key, c.role_key, c.country_key, c.year_key, c.standing_key, c.review_key,
           ($platform IS NULL OR c.platform_key = $platform) AS is_platform,
           ($kind IS NULL OR c.kind_key = $kind) AS is_kind,
           ($voice IS NULL OR c.voice_key = $voice) AS is_voice,
           ($role IS NULL OR c.role_key = $role) AS is_role,
           ($country IS NULL OR c.country_key = $country) AS is_country,
           ($year IS NULL OR c.year_key = $year) AS is_year,
           ($standing IS NULL OR c.standing_key = $standing) AS is_standing,
           ($review IS NULL OR c.review_key = $review) AS is_review
    FROM claims AS c
    WHERE ($source IS NULL OR c.source_id = $source)
      AND ($story IS NULL OR c.story_id = $story)
      AND (NOT $hourly OR c.hourly_most IS NOT NULL)
)
SELECT 'platform' AS facet, platform_key::VARCHAR AS value, any_value(platform) AS label, count(*) AS n
FROM marked
WHERE is_kind AND is_voice AND is_role AND is_country AND is_year AND is_standing AND is_review AND (standing_key <> 'copy' OR $standing = 'copy')
GROUP BY platform_key
UNION ALL
SELECT 'kind' AS facet, kind_key::VARCHAR AS value, kind_key::VARCHAR AS label, count(*) AS n
FROM marked
WHERE is_platform AND is_voice AND is_role AND is_country AND is_year AND is_standing AND is_review AND (standing_key <> 'copy' OR $standing = 'copy')
GROUP BY kind_key
UNION ALL
SELECT 'voice' AS facet, voice_key::VARCHAR AS value, voice_key::VARCHAR AS label, count(*) AS n
FROM marked
WHERE is_platform AND is_kind AND is_role AND is_country AND is_year AND is_standing AND is_review AND (standing_key <> 'copy' OR $standing = 'copy')
GROUP BY voice_key
UNION ALL
SELECT 'role' AS facet, role_key::VARCHAR AS value, role_key::VARCHAR AS label, count(*) AS n
FROM marked
WHERE is_platform AND is_kind AND is_voice AND is_country AND is_year AND is_standing AND is_review AND (standing_key <> 'copy' OR $standing = 'copy')
GROUP BY role_key
UNION ALL
SELECT 'country' AS facet, country_key::VARCHAR AS value, country_key::VARCHAR AS label, count(*) AS n
FROM marked
WHERE is_platform AND is_kind AND is_voice AND is_role AND is_year AND is_standing AND is_review AND (standing_key <> 'copy' OR $standing = 'copy')
GROUP BY country_key
UNION ALL
SELECT 'year' AS facet, year_key::VARCHAR AS value, year_key::VARCHAR AS label, count(*) AS n
FROM marked
WHERE is_platform AND is_kind AND is_voice AND is_role AND is_country AND is_standing AND is_review AND (standing_key <> 'copy' OR $standing = 'copy')
GROUP BY year_key
UNION ALL
SELECT 'standing' AS facet, standing_key::VARCHAR AS value, standing_key::VARCHAR AS label, count(*) AS n
FROM marked
WHERE is_platform AND is_kind AND is_voice AND is_role AND is_country AND is_year AND is_review
GROUP BY standing_key
UNION ALL
SELECT 'review' AS facet, review_key::VARCHAR AS value, review_key::VARCHAR AS label, count(*) AS n
FROM marked
WHERE is_platform AND is_kind AND is_voice AND is_role AND is_country AND is_year AND is_standing AND (standing_key <> 'copy' OR $standing = 'copy')
GROUP BY review_key
ORDER BY facet, n DESC, value;
