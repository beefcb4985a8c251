-- Which articles were corrected or withdrawn after we had read them, and how did their pay figures change?
-- $first and $after: the days in which the new version or the withdrawal was seen (UTC). One row per article.
WITH figures AS (
    SELECT article_id, list(DISTINCT amount_text ORDER BY amount_text) AS amounts
    FROM pay_claims
    GROUP BY article_id
), versions AS (
    SELECT a.*, c.fetched_at
    FROM articles AS a
    JOIN captures AS c ON c.id = a.capture_id
)
SELECT 'corrected' AS what,
       now.headline,
       coalesce(s.name, now.site_name, now.source_id) AS outlet,
       list_filter(coalesce(f_old.amounts, []), lambda amount : NOT list_contains(coalesce(f_new.amounts, []), amount)) AS before,
       list_filter(coalesce(f_new.amounts, []), lambda amount : NOT list_contains(coalesce(f_old.amounts, []), amount)) AS after,
       now.canonical_url
FROM versions AS now
JOIN versions AS old ON old.canonical_url = now.canonical_url AND NOT old.is_current
LEFT JOIN figures AS f_new ON f_new.article_id = now.id
LEFT JOIN figures AS f_old ON f_old.article_id = old.id
LEFT JOIN sources AS s ON s.id = now.source_id
WHERE now.is_current
  AND NOT now.is_withdrawn
  AND now.fetched_at >= $first
  AND now.fetched_at < $after
  AND f_new.amounts IS DISTINCT FROM f_old.amounts
UNION ALL
SELECT 'withdrawn',
       a.headline,
       coalesce(s.name, a.site_name, a.source_id),
       NULL,
       NULL,
       a.canonical_url
FROM articles AS a
LEFT JOIN sources AS s ON s.id = a.source_id
WHERE a.is_current
  AND a.is_withdrawn
  AND a.published < $after
  AND a.published >= $first - INTERVAL 60 DAY
ORDER BY what, canonical_url;
