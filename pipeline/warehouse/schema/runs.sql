-- When did we work, with which command, and how did it end?
CREATE TABLE IF NOT EXISTS runs (
    id VARCHAR NOT NULL,
    command VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    state VARCHAR NOT NULL,
    sources_read INTEGER NOT NULL,
    snapshot INTEGER
);
COMMENT ON TABLE runs IS 'One run of laborwire that wrote to the warehouse';
COMMENT ON COLUMN runs.id IS 'u + 16 hexadecimal digits: hash of command, time it was told and time on the clock';
COMMENT ON COLUMN runs.command IS 'The command';
COMMENT ON COLUMN runs.started_at IS 'When it began (UTC)';
COMMENT ON COLUMN runs.finished_at IS 'When it ended (UTC); null while it runs and when it was killed';
COMMENT ON COLUMN runs.state IS 'running, done or failed';
COMMENT ON COLUMN runs.sources_read IS 'How many sources answered';
COMMENT ON COLUMN runs.snapshot IS 'Number of the snapshot that it published; null when it failed';
