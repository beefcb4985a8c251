-- Which version of each article that this batch touched is the newest?
-- By the time the page states, then the time it was fetched, then the id, so that every order of loading agrees.
UPDATE articles
SET is_current = (articles.id = newest.id)
FROM (
    SELECT a.canonical_url,
           first(a.id ORDER BY coalesce(a.modified, a.published) DESC NULLS LAST,
                               c.fetched_at DESC NULLS LAST, a.id DESC) AS id
    FROM articles AS a
    LEFT JOIN captures AS c ON c.id = a.capture_id
    WHERE a.canonical_url IN (SELECT unnest(?::VARCHAR[]))
    GROUP BY a.canonical_url
) AS newest
WHERE articles.canonical_url = newest.canonical_url
  AND articles.is_current IS DISTINCT FROM (articles.id = newest.id);
