-- Which of these runs have counted no feed that they asked? They were killed, or failed, before they could.
SELECT id, command, started_at, finished_at, state, sources_read, snapshot
FROM runs
WHERE id IN (SELECT unnest(?::VARCHAR[]))
  AND id NOT IN (SELECT run_id FROM run_counts WHERE source_id <> '');
