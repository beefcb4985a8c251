-- Which articles did the relevance model drop, and was least sure of?
-- $decided: addresses that people decided about; $threshold: score from which an article is kept; $most: how many.
-- One row per address, the least certain first; what was kept meanwhile is left out.
WITH scored AS (
    SELECT key AS url, coalesce(source_id, '') AS source, rejected_at, detail,
           try_cast(regexp_extract(detail, '^score ([0-9.]+):', 1) AS DOUBLE) AS score
    FROM rejections
    WHERE stage = 'relevance' AND reason = 'not_relevant'
)
SELECT url, source, rejected_at, score, detail
FROM scored
WHERE score IS NOT NULL
  AND url NOT IN (SELECT unnest($decided::VARCHAR[]))
  AND url NOT IN (SELECT url FROM articles UNION SELECT canonical_url FROM articles)
ORDER BY abs(score - $threshold::DOUBLE), url
LIMIT $most::BIGINT;
