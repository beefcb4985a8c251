-- What could not be read in the week's nights, and why?
-- $first and $after: the week's first day and the day after the digest is made (UTC). One row per source and problem.
SELECT coalesce(s.name, e.source_id) AS source,
       e.problem,
       count(DISTINCT r.id) AS nights,
       max(r.started_at) AS last_seen
FROM source_errors AS e
JOIN runs AS r ON r.id = e.run_id
LEFT JOIN sources AS s ON s.id = e.source_id
WHERE r.started_at >= $first
  AND r.started_at < $after
GROUP BY ALL
ORDER BY nights DESC, source, e.problem;
