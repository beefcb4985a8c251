-- How many of the week's articles are counted and not shown, because their outlets allow nothing?
-- $first and $after: the week's first day and the day after its last (UTC). One row per source, those with most first.
SELECT coalesce(s.name, a.source_id, 'no source') AS source, count(*) AS n_articles
FROM articles AS a
JOIN article_rights AS r ON r.article_id = a.id
LEFT JOIN sources AS s ON s.id = a.source_id
WHERE r.rights = 'none'
  AND a.is_current
  AND NOT a.is_withdrawn
  AND a.published >= $first
  AND a.published < $after
GROUP BY 1
ORDER BY n_articles DESC, source;
