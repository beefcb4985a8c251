-- Which snapshots have polls alone made? One row per number.
SELECT snapshot
FROM runs
WHERE snapshot IS NOT NULL
GROUP BY snapshot
HAVING bool_and(command = 'poll');
