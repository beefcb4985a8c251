-- In which runs was each source asked, and how many of its feeds answered?
-- Runs that counted no feeds (of an earlier version) asked all sources that are on, and read those without an error.
CREATE OR REPLACE VIEW source_asked AS
WITH errors AS (
    SELECT run_id, source_id, arg_min(problem, url) AS problem
    FROM source_errors
    GROUP BY run_id, source_id
),
counted AS (
    SELECT s.run_id, s.started_at, s.source_id, s.feeds_asked, s.feeds_read,
           -- A poll asks what is due, perhaps the one feed of a source that fails: what it could not read says that the
           -- source gives nothing only if no other feed of it works.
           s.feeds_read = 0 AND (s.command <> 'poll' OR coalesce(w.written = 0, FALSE)) AS gave_nothing
    FROM source_runs AS s
    LEFT JOIN run_counts AS w ON w.run_id = s.run_id AND w.source_id = s.source_id AND w.stage = 'feeds that work'
    WHERE s.feeds_asked > 0
),
uncounted AS (
    SELECT r.id AS run_id, r.started_at, s.id AS source_id,
           NULL::INTEGER AS feeds_asked, CASE WHEN e.run_id IS NULL THEN 1 ELSE 0 END AS feeds_read,
           e.run_id IS NOT NULL AS gave_nothing
    FROM runs AS r
    CROSS JOIN sources AS s
    LEFT JOIN errors AS e ON e.run_id = r.id AND e.source_id = s.id
    -- A night that failed before it asked any source says nothing.
    WHERE r.command = 'nightly' AND s.enabled
      AND (r.state <> 'failed' OR r.id IN (SELECT run_id FROM source_errors))
      AND r.id NOT IN (SELECT run_id FROM counted)
)
SELECT a.run_id, a.started_at, a.source_id, a.feeds_asked, a.feeds_read, e.problem,
       CASE WHEN NOT a.gave_nothing THEN NULL
            WHEN e.problem LIKE '%does not allow it%' THEN 'blocked by robots.txt'
            ELSE 'dead' END AS why_nothing,
       a.gave_nothing
FROM (FROM counted UNION ALL FROM uncounted) AS a
LEFT JOIN errors AS e ON e.run_id = a.run_id AND e.source_id = a.source_id;
COMMENT ON VIEW source_asked IS 'Each time that a run asked a source for what is new';
COMMENT ON COLUMN source_asked.run_id IS 'Run';
COMMENT ON COLUMN source_asked.started_at IS 'When the run began (UTC)';
COMMENT ON COLUMN source_asked.source_id IS 'Source';
COMMENT ON COLUMN source_asked.feeds_asked IS 'Feeds asked for; null when the run did not count them';
COMMENT ON COLUMN source_asked.feeds_read IS 'Those that answered and were understood';
COMMENT ON COLUMN source_asked.problem IS 'What was wrong with the first feed that could not be read';
COMMENT ON COLUMN source_asked.why_nothing IS 'Why no feed could be read: dead, or blocked by robots.txt; null when one was, or when another one works';
COMMENT ON COLUMN source_asked.gave_nothing IS 'No feed of the source works, as far as this run can say: a poll that asked only the failing one of several cannot';
