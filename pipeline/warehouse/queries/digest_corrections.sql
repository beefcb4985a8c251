-- Which articles were corrected or withdrawn after we had read them, and how did their pay figures change?
-- $first and $after: the days in which the new version or the withdrawal was seen (UTC). One row per article.
-- What a person took down is not named: who asks for removal does not want it told.
WITH figures AS (
    SELECT article_id, list(DISTINCT amount_text ORDER BY amount_text) AS amounts
    FROM pay_claims
    WHERE review_status <> 'rejected'
    GROUP BY article_id
), seen AS (
    SELECT a.id, a.canonical_url, a.is_current, coalesce(t.seen_at, c.fetched_at) AS seen_at
    FROM articles AS a
    JOIN captures AS c ON c.id = a.capture_id
    LEFT JOIN article_sightings AS t ON t.article_id = a.id
), versions AS (
    SELECT a.id, a.canonical_url, a.headline, a.site_name, a.source_id, a.is_current, a.is_withdrawn, latest.old_id,
           -- When it took its place: seen again later with another layout is no news.
           (SELECT min(s.seen_at) FROM seen AS s WHERE s.id = a.id AND s.seen_at >= latest.seen_at) AS since
    FROM articles AS a
    JOIN (SELECT canonical_url, max(seen_at) AS seen_at, arg_max(id, (seen_at, id)) AS old_id
          FROM seen
          WHERE NOT is_current
          GROUP BY canonical_url) AS latest ON latest.canonical_url = a.canonical_url
), gone AS (
    SELECT url, min(fetched_at) AS seen
    FROM captures
    WHERE status IN (404, 410, 451)
    GROUP BY url
)
SELECT 'corrected' AS what,
       now.headline,
       coalesce(s.name, now.site_name, now.source_id, 'An outlet') AS outlet,
       list_filter(coalesce(f_old.amounts, []), lambda amount : NOT list_contains(coalesce(f_new.amounts, []), amount)) AS before,
       list_filter(coalesce(f_new.amounts, []), lambda amount : NOT list_contains(coalesce(f_old.amounts, []), amount)) AS after,
       now.canonical_url
FROM versions AS now
LEFT JOIN figures AS f_new ON f_new.article_id = now.id
LEFT JOIN figures AS f_old ON f_old.article_id = now.old_id
LEFT JOIN sources AS s ON s.id = now.source_id
WHERE now.is_current
  AND NOT now.is_withdrawn
  AND now.since >= $first
  AND now.since < $after
  AND f_new.amounts IS DISTINCT FROM f_old.amounts
UNION ALL
SELECT 'withdrawn',
       a.headline,
       coalesce(s.name, a.site_name, a.source_id, 'An outlet'),
       NULL,
       NULL,
       a.canonical_url
FROM articles AS a
LEFT JOIN gone AS g ON g.url = a.url
LEFT JOIN sources AS s ON s.id = a.source_id
WHERE a.is_current
  AND a.is_withdrawn
  AND a.canonical_url IN (SELECT canonical_url FROM takedowns WHERE cause = 'publisher')
  AND a.canonical_url NOT IN (SELECT canonical_url FROM takedowns WHERE cause <> 'publisher')
  -- Without a fetch that tells when it went, it is named with the articles of its own weeks.
  AND coalesce(g.seen, a.published) >= $first
  AND coalesce(g.seen, a.published) < $after
ORDER BY what, canonical_url, before, after;
