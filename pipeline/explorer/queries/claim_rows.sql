-- Which claims match a filter, in which order? Their numbers: what is shown of them stands in their records.
-- Each parameter of the filter is null where nothing is chosen. $sort, $limit and $offset: which rows.
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
LIMIT $limit OFFSET $offset;
