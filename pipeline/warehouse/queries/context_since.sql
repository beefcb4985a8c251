-- What was published since a day: in which stories and threads, about whom, and which events does it tell of?
-- $since and $after: first moment and the one after the last (UTC). One row per counted article and event, one without an
-- event for the article itself.
WITH since AS (
    SELECT a.id AS article_id, a.published, m.story_id, coalesce(t.thread_id, m.story_id) AS affair
    FROM articles AS a
    JOIN story_articles AS m ON m.article_id = a.id
    JOIN article_standing AS g ON g.article_id = a.id
    LEFT JOIN story_threads AS t ON t.story_id = m.story_id
    WHERE g.is_counted AND a.published >= $since AND a.published < $after
)
SELECT s.article_id, s.published, s.affair, NULL AS type, NULL AS status, NULL::DATE AS date_first, NULL::DATE AS date_last,
       coalesce(list(DISTINCT n.entity_id ORDER BY n.entity_id) FILTER (n.entity_id IS NOT NULL), []) AS entities
FROM since AS s
LEFT JOIN mentions AS n ON n.article_id = s.article_id
GROUP BY s.article_id, s.published, s.affair
UNION ALL
SELECT s.article_id, s.published, s.affair, e.type, e.status, e.date_first, e.date_last,
       list_sort(list_distinct(list_filter(list_transform(e.actors, lambda one: one.entity_id), lambda id: id IS NOT NULL)))
FROM since AS s
JOIN article_events AS e ON e.article_id = s.article_id
WHERE e.status IN ('happened', 'denied')
ORDER BY published, article_id, type NULLS FIRST, date_first NULLS LAST, entities;
