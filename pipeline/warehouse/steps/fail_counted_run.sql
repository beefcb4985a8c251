-- Which run ended without its last report? What was counted of it before stays.
UPDATE runs
SET state = 'failed', snapshot = NULL
WHERE id = ? AND id IN (SELECT run_id FROM run_counts)
RETURNING id;
