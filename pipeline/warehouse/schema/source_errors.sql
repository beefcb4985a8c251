-- Which sources could not be read, and what was the problem?
CREATE TABLE IF NOT EXISTS source_errors (
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    problem VARCHAR NOT NULL
);
COMMENT ON TABLE source_errors IS 'A source, or one of its addresses, that could not be read in a run';
COMMENT ON COLUMN source_errors.run_id IS 'Run';
COMMENT ON COLUMN source_errors.source_id IS 'Source';
COMMENT ON COLUMN source_errors.url IS 'Address that failed';
COMMENT ON COLUMN source_errors.problem IS 'What was wrong';
