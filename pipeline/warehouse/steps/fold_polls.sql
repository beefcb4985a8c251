-- What did the polls of each day (`folding`) do together? There are 96 a day.
-- Of their errors those stay that the last asking of a source met.
CREATE OR REPLACE TEMP TABLE folded_counts AS
SELECT f.kept_id AS run_id, c.stage, c.source_id, sum(c.read) AS read, sum(c.written) AS written,
       sum(c.rejected) AS rejected, sum(c.seconds) AS seconds
FROM run_counts AS c
JOIN folding AS f ON f.id = c.run_id
WHERE c.stage <> 'feeds that work'
GROUP BY f.kept_id, c.stage, c.source_id
UNION ALL
-- How many work is a state, not a sum: as it was when the source was last asked.
SELECT f.kept_id, c.stage, c.source_id, arg_max(c.read, f.started_at), arg_max(c.written, f.started_at), 0, 0
FROM run_counts AS c
JOIN folding AS f ON f.id = c.run_id
WHERE c.stage = 'feeds that work'
GROUP BY f.kept_id, c.stage, c.source_id;
CREATE OR REPLACE TEMP TABLE folded_errors AS
WITH last_asked AS (
    SELECT c.source_id, f.kept_id, max(f.started_at) AS started_at
    FROM run_counts AS c
    JOIN folding AS f ON f.id = c.run_id
    WHERE c.stage = 'feeds'
    GROUP BY c.source_id, f.kept_id
)
SELECT f.kept_id AS run_id, e.source_id, e.url, min(e.problem) AS problem
FROM source_errors AS e
JOIN folding AS f ON f.id = e.run_id
JOIN last_asked AS a ON a.source_id = e.source_id AND a.kept_id = f.kept_id AND a.started_at = f.started_at
GROUP BY f.kept_id, e.source_id, e.url;
DELETE FROM run_counts WHERE run_id IN (SELECT id FROM folding);
INSERT INTO run_counts BY NAME SELECT * FROM folded_counts;
DELETE FROM source_errors WHERE run_id IN (SELECT id FROM folding);
INSERT INTO source_errors BY NAME SELECT * FROM folded_errors;
UPDATE runs SET sources_read = f.sources_read FROM folding AS f WHERE f.id = runs.id AND f.id = f.kept_id;
DELETE FROM runs WHERE id IN (SELECT id FROM folding WHERE id <> kept_id);
DROP TABLE folding;
DROP TABLE folded_counts;
DROP TABLE folded_errors;
