-- Which dated events do the week's articles announce or threaten that lie after the week?
-- $first and $after: the week's first moment and the one after its last (UTC). Counted articles alone.
SELECT e.id AS event_id, e.article_id, m.story_id, e.type, e.status, e.date_first, e.date_last,
       list_sort(list_distinct(list_filter(list_transform(e.actors, lambda one: one.entity_id), lambda id: id IS NOT NULL)))
           AS entities
FROM article_events AS e
JOIN articles AS a ON a.id = e.article_id
JOIN story_articles AS m ON m.article_id = a.id
JOIN article_standing AS g ON g.article_id = a.id
WHERE g.is_counted
  AND a.published >= $first
  AND a.published < $after
  AND e.status IN ('planned', 'threatened')
  AND e.date_first IS NOT NULL
  AND e.date_last >= $after::DATE
  AND e.date_first <= $after::DATE + 366
ORDER BY a.published, e.article_id, e.start;
