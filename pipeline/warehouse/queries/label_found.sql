-- Which stored articles are meant by these ids and addresses?
-- $names: article ids and addresses. One row per current article, also those that are withdrawn.
SELECT a.id, a.canonical_url AS url, a.url AS fetched_from, a.headline AS title,
       coalesce(s.name, a.source_id, '') AS source, a.published, coalesce(a.relevance_score, 0) AS score,
       a.relevance_reasons AS reasons, a.text
FROM articles AS a
LEFT JOIN sources AS s ON s.id = a.source_id
WHERE a.text <> ''
  AND ((a.is_current AND (a.canonical_url IN (SELECT unnest($names::VARCHAR[]))
                          OR a.url IN (SELECT unnest($names::VARCHAR[]))))
       OR a.id IN (SELECT unnest($names::VARCHAR[])))
ORDER BY a.id;
