-- What did a source give in its last 14 runs? $source: its id.
SELECT r.run_id, r.command, r.started_at, r.state, r.feeds_asked, r.feeds_read, r.fetched, r.pages_read, r.with_text, r.kept,
       r.rejected, r.reasons,
       (SELECT string_agg(DISTINCT e.problem, '; ') FROM snap.source_errors AS e
        WHERE e.run_id = r.run_id AND e.source_id = r.source_id) AS problems
FROM source_runs AS r
WHERE r.source_id = $source
ORDER BY r.started_at DESC
LIMIT 14;
