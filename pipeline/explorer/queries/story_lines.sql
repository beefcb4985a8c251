-- Which stories stand, the one with the newest article first?
-- $platform: of those with a pay claim about it, or null. $limit and $offset: which rows.
SELECT s.story_id, s.n_articles, s.n_reports, s.n_outlets, s.n_claims, s.n_printable, s.first_published, s.last_published,
       s.platforms, s.platform_ids, a.headline, a.outlet, a.url, a.language, a.published_is_fallback
FROM stories AS s
JOIN articles AS a ON a.article_id = s.article_id
WHERE $platform IS NULL OR list_contains(s.platform_ids, $platform)
ORDER BY s.last_published DESC NULLS LAST, s.story_id
LIMIT $limit OFFSET $offset;
