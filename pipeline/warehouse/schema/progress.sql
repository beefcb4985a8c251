-- How far has the archive been read into this warehouse?
CREATE TABLE IF NOT EXISTS progress (
    name VARCHAR NOT NULL,
    value BIGINT NOT NULL
);
COMMENT ON TABLE progress IS 'Watermarks and debts of the pipeline itself';
COMMENT ON COLUMN progress.name IS 'archive: sightings of the archive that are loaded; loads: last load in the archive''s ledger; askings: askings of polls that are counted; news: loads that brought anything for readers; erased: words of a taken-down article still lie in free blocks; reprocess ID: its readings are loaded';
COMMENT ON COLUMN progress.value IS 'How far';
