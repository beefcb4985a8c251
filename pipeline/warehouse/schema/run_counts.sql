-- What did each stage of a run do?
CREATE TABLE IF NOT EXISTS run_counts (
    run_id VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    read INTEGER NOT NULL,
    written INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    seconds DOUBLE NOT NULL
);
COMMENT ON TABLE run_counts IS 'Counts and seconds of one stage in one run, for one source or for all';
COMMENT ON COLUMN run_counts.run_id IS 'Run';
COMMENT ON COLUMN run_counts.stage IS 'Stage';
COMMENT ON COLUMN run_counts.source_id IS 'Source; empty for all together';
COMMENT ON COLUMN run_counts.read IS 'Records that it read';
COMMENT ON COLUMN run_counts.written IS 'Records that it handed on';
COMMENT ON COLUMN run_counts.rejected IS 'Records that it refused';
COMMENT ON COLUMN run_counts.seconds IS 'Seconds it took';
