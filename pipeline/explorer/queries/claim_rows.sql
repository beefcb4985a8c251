-- Which claims match a filter, in which order?
-- Each parameter of the filter is null where nothing is chosen. $sort, $limit and $offset: which rows. They are chosen by
-- narrow columns first: sorting whole rows costs thirty times as much.
WITH matching AS (
    SELECT c.nr,
           CASE $sort
               WHEN 'published' THEN CASE WHEN c.published IS NULL THEN c.nr + 1e12 ELSE -c.nr END
               WHEN 'pay' THEN coalesce(c.hourly_most, 1e12)
               WHEN '-pay' THEN coalesce(-c.hourly_most, 1e12)
               ELSE c.nr
           END::DOUBLE AS place_in_order
    FROM claims AS c
    WHERE ($platform IS NULL OR c.platform_key = $platform)
      AND ($kind IS NULL OR c.kind_key = $kind)
      AND ($voice IS NULL OR c.voice_key = $voice)
      AND ($role IS NULL OR c.role_key = $role)
      AND ($country IS NULL OR c.country_key = $country)
      AND ($year IS NULL OR c.year_key = $year)
      AND ($standing IS NULL OR c.standing_key = $standing)
      AND ($review IS NULL OR c.review_key = $review)
      AND ($source IS NULL OR c.source_id = $source)
      AND ($story IS NULL OR c.story_id = $story)
      AND (NOT $hourly OR c.hourly_most IS NOT NULL)
      AND (c.standing_key <> 'copy' OR $standing = 'copy')
    ORDER BY place_in_order, c.nr
    LIMIT $limit OFFSET $offset
)
SELECT c.* EXCLUDE (platform_key, kind_key, voice_key, role_key, country_key, year_key, standing_key, review_key, hourly_mid,
                    hourly_most, nr),
       c.country_key::VARCHAR AS country, c.platform_key::VARCHAR AS platform_key,
       a.headline, a.url, a.outlet, a.rights, a.excerpt_words, a.language, a.published_is_fallback
FROM matching AS m
JOIN claims AS c ON c.nr = m.nr
JOIN articles AS a ON a.article_id = c.article_id
ORDER BY m.place_in_order, m.nr;
