-- How many claims that match a filter state how many whole US dollars an hour, by kind of work?
-- Of a range its middle; ceilings and floors are not drawn.
SELECT c.role_key AS role, floor(c.hourly_mid)::BIGINT AS usd, count(*) AS n
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
  AND c.hourly_mid IS NOT NULL
GROUP BY ALL
ORDER BY role, usd;
