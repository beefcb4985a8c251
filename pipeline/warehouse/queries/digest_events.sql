-- Which strikes, lawsuits, layoffs, votes, agreements, laws, launches and ends do the week's articles tell of?
-- $first and $after: the week's first day and the day after its last (UTC). What happened or is planned, told by articles
-- that stand; what lies more than two weeks before the week is background.
SELECT e.id AS event_id,
       e.article_id,
       e.type,
       e.status,
       e.date_first,
       e.date_last,
       e.start,
       e."end" AS stop,
       e.sent_start,
       e.sent_end
FROM article_events AS e
JOIN articles AS a ON a.id = e.article_id
JOIN article_standing AS g ON g.article_id = a.id
WHERE g.is_counted
  AND a.published >= $first
  AND a.published < $after
  AND e.status IN ('happened', 'planned')
  AND (e.date_last IS NULL OR e.date_last >= $first::DATE - 14)
ORDER BY a.published, e.article_id, e.start;
