-- What could not be read in the week's nights, and why? Which sources fell silent or were never read?
-- $first and $after: the week's first day and the day after the digest is made (UTC). One row per source.
WITH failed AS (
    SELECT e.source_id,
           count(DISTINCT r.id) AS nights,
           arg_max(e.problem, r.started_at) AS problem
    FROM source_errors AS e
    JOIN runs AS r ON r.id = e.run_id
    WHERE r.command = 'nightly'
      AND r.started_at >= $first
      AND r.started_at < $after
    GROUP BY e.source_id
),
latest AS (
    SELECT max(started_at) AS at
    FROM runs
    WHERE command = 'nightly'
),
quiet AS (
    -- Health is told as of the latest night: for a week long past it says nothing.
    SELECT h.source_id,
           0 AS nights,
           CASE h.state
               WHEN 'never read' THEN 'nothing was ever read from it'
               ELSE 'silent: ' || h.fetched_in_week || ' pages in a week, at least '
                    || h.min_articles_per_week || ' expected'
           END AS problem
    FROM source_health AS h
    CROSS JOIN latest
    WHERE h.state IN ('silent', 'never read')
      AND h.min_articles_per_week > 0
      -- Where no night was run, nothing was missed.
      AND EXISTS (SELECT 1 FROM runs WHERE command = 'nightly' AND started_at >= $first AND started_at < $after)
      AND latest.at >= $first
      AND latest.at < $after
      AND h.source_id NOT IN (SELECT source_id FROM failed)
)
SELECT coalesce(s.name, m.source_id) AS source,
       m.problem,
       m.nights
FROM (FROM failed SELECT source_id, nights, problem UNION ALL FROM quiet SELECT source_id, nights, problem) AS m
LEFT JOIN sources AS s ON s.id = m.source_id
ORDER BY m.nights DESC, source;
