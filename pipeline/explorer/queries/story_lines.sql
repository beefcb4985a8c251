-- Which stories stand, the one with the newest article first? Their numbers.
-- $platform: of those with a pay claim about it, or null. $limit and $offset: which rows.
SELECT s.nr
FROM stories AS s
WHERE $platform IS NULL OR list_contains(s.platform_ids, $platform)
ORDER BY s.nr
LIMIT $limit OFFSET $offset;
