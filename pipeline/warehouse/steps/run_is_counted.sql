-- Does the warehouse have counts of this run?
SELECT run_id FROM run_counts WHERE run_id = ? LIMIT 1;
