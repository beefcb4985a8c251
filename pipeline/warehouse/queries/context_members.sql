-- What did each story report up to a day, in which words, and is the report that it goes back to in the archive?
-- $stories: their ids; $after: the moment up to which (UTC). Counted articles alone.
SELECT m.story_id, a.id AS article_id, a.published, a.text, a.language, a.is_cut_off,
       coalesce(s.source_class, 'person') = 'republisher' AS is_republished,
       o.is_archived, o.origin_name
FROM story_articles AS m
JOIN articles AS a ON a.id = m.article_id
JOIN article_standing AS g ON g.article_id = a.id
JOIN article_origins AS o ON o.article_id = a.id
LEFT JOIN sources AS s ON s.id = a.source_id
WHERE g.is_counted
  AND m.story_id IN (SELECT unnest($stories::VARCHAR[]))
  AND a.published < $after
ORDER BY a.published, a.id;
