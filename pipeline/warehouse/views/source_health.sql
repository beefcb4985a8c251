-- Which sources have fallen silent or cannot be read?
-- Counted back from the latest night, not from today: an archive that rests is not full of dead sources. Pages that
-- a person puts in ask no source, those of a backfill are old, and a night that failed before it asked any says nothing either.
CREATE OR REPLACE VIEW source_health AS
WITH nights AS (
    SELECT id, started_at
    FROM runs
    WHERE (command = 'nightly' AND (state <> 'failed' OR id IN (SELECT run_id FROM source_errors)))
       OR id IN (SELECT run_id FROM source_asked)
),
asked AS (
    SELECT source_id, max(started_at) AS last_asked_at, max(started_at) FILTER (feeds_read > 0) AS last_answered_at,
           arg_max(gave_nothing, started_at) FILTER (gave_nothing OR feeds_read > 0) AS gives_nothing,
           arg_max(why_nothing, started_at) AS why_nothing
    FROM source_asked
    GROUP BY source_id
),
silence AS (
    SELECT k.source_id, min(q.started_at) AS silent_since
    FROM asked AS k
    JOIN source_asked AS q ON q.source_id = k.source_id AND q.gave_nothing
                          AND (k.last_answered_at IS NULL OR q.started_at > k.last_answered_at)
    GROUP BY k.source_id
),
latest AS (
    SELECT max(started_at) AS at FROM nights
),
fetched AS (
    SELECT c.source_id, max(c.fetched_at) AS last_fetched_at,
           count(DISTINCT c.url) FILTER (c.fetched_at > latest.at - INTERVAL 7 DAY) AS fetched_in_week,
           count(DISTINCT c.url) FILTER (c.fetched_at > latest.at - INTERVAL 21 DAY
                                         AND c.fetched_at <= latest.at - INTERVAL 7 DAY) AS fetched_before
    FROM captures AS c
    CROSS JOIN latest
    -- Old pages that somebody went and fetched do not show that the source is alive.
    WHERE NOT c.is_backfilled
    GROUP BY c.source_id
),
texts AS (
    -- Of the pages of the last three days, and of the 14 days before, out of how many came text?
    SELECT r.source_id,
           sum(r.pages_read) FILTER (r.started_at > latest.at - INTERVAL 3 DAY) AS pages_lately,
           sum(r.with_text) FILTER (r.started_at > latest.at - INTERVAL 3 DAY) AS texts_lately,
           sum(r.pages_read) FILTER (r.started_at <= latest.at - INTERVAL 3 DAY) AS pages_before,
           sum(r.with_text) FILTER (r.started_at <= latest.at - INTERVAL 3 DAY) AS texts_before
    FROM source_runs AS r
    CROSS JOIN latest
    WHERE r.started_at > latest.at - INTERVAL 17 DAY AND r.command <> 'backfill'
    GROUP BY r.source_id
),
written AS (
    SELECT source_id, count(*) AS n_articles, max(published) AS last_published
    FROM articles
    WHERE is_current
    GROUP BY source_id
),
errors AS (
    SELECT e.source_id, count(DISTINCT e.run_id) FILTER (r.started_at > latest.at - INTERVAL 7 DAY) AS failed_runs_in_week,
           first(e.problem ORDER BY r.started_at DESC, e.url) AS last_problem,
           max(r.started_at) AS last_failed_at
    FROM source_errors AS e
    JOIN nights AS r ON r.id = e.run_id
    CROSS JOIN latest
    GROUP BY e.source_id
)
SELECT s.id AS source_id, s.name, s.source_class, s.min_articles_per_week,
       CASE
           WHEN NOT s.enabled THEN 'disabled'
           WHEN e.last_failed_at >= coalesce(k.last_asked_at, latest.at) THEN 'failing'
           WHEN f.last_fetched_at IS NULL THEN 'never read'
           WHEN f.fetched_in_week < s.min_articles_per_week THEN 'silent'
           -- Without a stated number, a source that gave two pages a week and now none is silent.
           WHEN f.fetched_in_week = 0 AND f.fetched_before >= 4 THEN 'silent'
           ELSE 'ok'
       END AS state,
       f.last_fetched_at, coalesce(f.fetched_in_week, 0) AS fetched_in_week,
       coalesce(w.n_articles, 0) AS n_articles, w.last_published,
       coalesce(e.failed_runs_in_week, 0) AS failed_runs_in_week, e.last_failed_at, e.last_problem,
       k.last_asked_at, CASE WHEN k.gives_nothing THEN k.why_nothing END AS why_nothing,
       CASE WHEN k.gives_nothing THEN q.silent_since END AS silent_since,
       coalesce(f.fetched_before, 0) AS fetched_before,
       coalesce(t.pages_lately, 0)::INTEGER AS pages_lately, t.texts_lately / nullif(t.pages_lately, 0) AS text_found,
       coalesce(t.pages_before, 0)::INTEGER AS pages_before,
       t.texts_before / nullif(t.pages_before, 0) AS text_found_before
FROM sources AS s
CROSS JOIN latest
LEFT JOIN asked AS k ON k.source_id = s.id
LEFT JOIN silence AS q ON q.source_id = s.id
LEFT JOIN texts AS t ON t.source_id = s.id
LEFT JOIN fetched AS f ON f.source_id = s.id
LEFT JOIN written AS w ON w.source_id = s.id
LEFT JOIN errors AS e ON e.source_id = s.id;
COMMENT ON VIEW source_health IS 'State of each source as of the latest night';
COMMENT ON COLUMN source_health.source_id IS 'Source';
COMMENT ON COLUMN source_health.name IS 'Name of the source';
COMMENT ON COLUMN source_health.source_class IS 'press, worker_led, union, research, public_record, republisher or person';
COMMENT ON COLUMN source_health.min_articles_per_week IS 'Fewer than this in a week is a warning; 0 means no expectation';
COMMENT ON COLUMN source_health.state IS 'ok, failing (error in the latest night), silent (fewer pages than expected, or none where there were some), never read, or disabled';
COMMENT ON COLUMN source_health.last_fetched_at IS 'When something of it was fetched last (UTC), backfills aside';
COMMENT ON COLUMN source_health.fetched_in_week IS 'Pages fetched in the seven days before the latest night, backfills aside';
COMMENT ON COLUMN source_health.n_articles IS 'Articles of it in the warehouse';
COMMENT ON COLUMN source_health.last_published IS 'Publication of the newest of them (UTC)';
COMMENT ON COLUMN source_health.failed_runs_in_week IS 'Nights of those seven days in which it could not be read';
COMMENT ON COLUMN source_health.last_failed_at IS 'Night in which it last could not be read (UTC)';
COMMENT ON COLUMN source_health.last_problem IS 'What was wrong then';
COMMENT ON COLUMN source_health.last_asked_at IS 'Run that asked it last (UTC)';
COMMENT ON COLUMN source_health.why_nothing IS 'Why no feed of it could be read then: dead, or blocked by robots.txt; null when one was';
COMMENT ON COLUMN source_health.silent_since IS 'First run since which no feed of it could be read (UTC); null when one could';
COMMENT ON COLUMN source_health.fetched_before IS 'Pages fetched in the 14 days before those seven days, backfills aside';
COMMENT ON COLUMN source_health.pages_lately IS 'Pages read in the three days before the latest night';
COMMENT ON COLUMN source_health.text_found IS 'Share of them out of which the text of an article came, 0 to 1';
COMMENT ON COLUMN source_health.pages_before IS 'Pages read in the 14 days before those three';
COMMENT ON COLUMN source_health.text_found_before IS 'Share of them out of which the text of an article came, 0 to 1';
