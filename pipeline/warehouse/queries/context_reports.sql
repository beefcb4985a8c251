-- What are these articles, as they may be linked to? Counted articles of a story alone.
-- $articles: their ids.
SELECT a.id AS article_id, m.story_id, a.headline,
       coalesce(s.name, a.site_name, a.source_id,
                nullif(regexp_extract(a.canonical_url, '^https?://([^/?#]+)', 1), ''), 'a saved page') AS outlet,
       a.canonical_url AS url, a.published, a.published_is_fallback, a.language
FROM articles AS a
JOIN story_articles AS m ON m.article_id = a.id
JOIN article_standing AS g ON g.article_id = a.id
LEFT JOIN sources AS s ON s.id = a.source_id
WHERE g.is_counted
  AND a.published IS NOT NULL
  AND a.id IN (SELECT unnest($articles::VARCHAR[]));
