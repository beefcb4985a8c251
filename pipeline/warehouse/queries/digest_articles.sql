-- Which articles of the week belong to which story, and which of them stand on their own?
-- $first and $after: the week's first day and the day after its last (UTC). One row per article that stands.
SELECT m.story_id,
       a.id AS article_id,
       a.headline,
       a.text,
       a.canonical_url AS url,
       a.published,
       a.published_is_fallback,
       a.language,
       a.is_accessible_for_free,
       coalesce(a.relevance_score, 0) AS relevance_score,
       coalesce(s.name, a.site_name, a.source_id,
                nullif(regexp_extract(a.canonical_url, '^https?://([^/?#]+)', 1), ''), 'a saved page') AS outlet,
       coalesce(s.source_class, 'person') AS source_class,
       r.rights,
       s.excerpt_words,
       coalesce(s.country, '') AS country,
       coalesce(s.is_invented, FALSE) AS is_invented,
       g.relation,
       g.is_counted
FROM articles AS a
JOIN story_articles AS m ON m.article_id = a.id
JOIN article_standing AS g ON g.article_id = a.id
JOIN article_rights AS r ON r.article_id = a.id
LEFT JOIN sources AS s ON s.id = a.source_id
WHERE a.is_current
  AND NOT a.is_withdrawn
  AND a.published >= $first
  AND a.published < $after
ORDER BY a.published, a.id;
