-- What did each source give in each run: asked, fetched, new, kept, and refused for which reasons?
-- One row per run and source that the run asked or read pages of.
CREATE OR REPLACE VIEW source_runs AS
SELECT c.run_id, r.command, r.started_at, r.state, c.source_id,
       coalesce(sum(c.read) FILTER (c.stage = 'feeds'), 0)::INTEGER AS feeds_asked,
       coalesce(sum(c.written) FILTER (c.stage = 'feeds'), 0)::INTEGER AS feeds_read,
       coalesce(sum(c.read) FILTER (c.stage = 'announced'), 0)::INTEGER AS announced,
       coalesce(sum(c.read) FILTER (c.stage = 'fetch'), 0)::INTEGER AS asked,
       coalesce(sum(c.written) FILTER (c.stage = 'answered'), 0)::INTEGER AS fetched,
       coalesce(sum(c.written) FILTER (c.stage = 'fetch'), 0)::INTEGER AS new,
       coalesce(sum(c.read) FILTER (c.stage = 'extract'), 0)::INTEGER AS pages_read,
       coalesce(sum(c.written) FILTER (c.stage = 'extract'), 0)::INTEGER AS with_text,
       coalesce(sum(c.written) FILTER (c.stage = 'relevance'), 0)::INTEGER AS kept,
       coalesce(sum(c.rejected) FILTER (c.stage LIKE 'refused: %'), 0)::INTEGER AS rejected,
       string_agg(substr(c.stage, 10) || ': ' || c.rejected, '; ' ORDER BY c.rejected DESC, c.stage)
           FILTER (c.stage LIKE 'refused: %') AS reasons
FROM run_counts AS c
JOIN runs AS r ON r.id = c.run_id
WHERE c.source_id <> ''
GROUP BY c.run_id, r.command, r.started_at, r.state, c.source_id;
COMMENT ON VIEW source_runs IS 'What each source gave in each run';
COMMENT ON COLUMN source_runs.run_id IS 'Run';
COMMENT ON COLUMN source_runs.command IS 'Its command';
COMMENT ON COLUMN source_runs.started_at IS 'When it began (UTC)';
COMMENT ON COLUMN source_runs.state IS 'running, done or failed';
COMMENT ON COLUMN source_runs.source_id IS 'Source';
COMMENT ON COLUMN source_runs.feeds_asked IS 'Feeds, sitemaps and watched pages asked for';
COMMENT ON COLUMN source_runs.feeds_read IS 'Those that answered and were understood, also with "not modified"';
COMMENT ON COLUMN source_runs.announced IS 'Entries in its feeds';
COMMENT ON COLUMN source_runs.asked IS 'Pages asked for';
COMMENT ON COLUMN source_runs.fetched IS 'Pages that answered, also with "not modified" or "gone"';
COMMENT ON COLUMN source_runs.new IS 'Captures that the archive did not have';
COMMENT ON COLUMN source_runs.pages_read IS 'Captures that were read: new ones, and those seen again after something else';
COMMENT ON COLUMN source_runs.with_text IS 'Those out of which the text of an article came';
COMMENT ON COLUMN source_runs.kept IS 'Articles on the beat';
COMMENT ON COLUMN source_runs.rejected IS 'Pages that were refused, on the way in or when they were read';
COMMENT ON COLUMN source_runs.reasons IS 'Why (rejections.reason), with numbers; null when none was';
