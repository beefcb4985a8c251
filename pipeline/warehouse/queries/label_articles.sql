-- Which kept articles is the relevance model least sure of?
-- $decided: addresses that people decided about; $threshold: score from which an article is kept; $most: how many.
-- One row per current article, the least certain first.
SELECT a.id, a.canonical_url AS url, a.headline AS title, coalesce(s.name, a.source_id, '') AS source, a.published,
       a.relevance_score AS score, a.relevance_reasons AS reasons, a.text
FROM articles AS a
LEFT JOIN sources AS s ON s.id = a.source_id
WHERE a.is_current AND NOT a.is_withdrawn AND a.relevance_score IS NOT NULL
  AND a.canonical_url NOT IN (SELECT unnest($decided::VARCHAR[]))
  AND a.url NOT IN (SELECT unnest($decided::VARCHAR[]))
ORDER BY abs(a.relevance_score - $threshold::DOUBLE), a.id
LIMIT $most::BIGINT;
