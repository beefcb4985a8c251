-- Which version of each article that this batch touched stands now?
-- The one seen last: a correction may be taken back, and then the older words count again, whatever time they state.
-- Then by the time the page states and the id, so that every order of loading agrees.
UPDATE articles
SET is_current = (articles.id = newest.id)
FROM (
    SELECT a.canonical_url,
           first(a.id ORDER BY greatest(s.seen_at, c.fetched_at) DESC NULLS LAST,
                               coalesce(a.modified, a.published) DESC NULLS LAST, a.id DESC) AS id
    FROM articles AS a
    LEFT JOIN captures AS c ON c.id = a.capture_id
    LEFT JOIN (SELECT article_id, max(seen_at) AS seen_at FROM article_sightings GROUP BY article_id) AS s
           ON s.article_id = a.id
    WHERE a.canonical_url IN (SELECT unnest(?::VARCHAR[]))
    GROUP BY a.canonical_url
) AS newest
WHERE articles.canonical_url = newest.canonical_url
  AND articles.is_current IS DISTINCT FROM (articles.id = newest.id);
