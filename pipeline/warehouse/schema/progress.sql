-- How far has the archive been read into this warehouse?
CREATE TABLE IF NOT EXISTS progress (
    name VARCHAR NOT NULL,
    value BIGINT NOT NULL
);
COMMENT ON TABLE progress IS 'Watermarks of the pipeline itself';
COMMENT ON COLUMN progress.name IS 'archive: captures of the archive that are loaded';
COMMENT ON COLUMN progress.value IS 'How far';
