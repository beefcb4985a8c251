-- Under which rare facts can an article be found by what was made from it?
CREATE TABLE IF NOT EXISTS origin_clues (
    hash BIGINT NOT NULL,
    article_id VARCHAR NOT NULL,
    published TIMESTAMP
);
COMMENT ON TABLE origin_clues IS 'Hashes of full names, pairs of figures and runs of titles, by which rewrites and translations find their origin';
COMMENT ON COLUMN origin_clues.hash IS '64-bit hash, as a signed number';
COMMENT ON COLUMN origin_clues.article_id IS 'Article that has it';
COMMENT ON COLUMN origin_clues.published IS 'When that was published (UTC)';
