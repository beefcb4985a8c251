-- Which article was the first to use a run of words?
CREATE TABLE IF NOT EXISTS fingerprints (
    hash BIGINT NOT NULL,
    article_id VARCHAR NOT NULL
);
COMMENT ON TABLE fingerprints IS 'Hashes of word runs, by which copies are found; a copy files only its new ones, under its original';
COMMENT ON COLUMN fingerprints.hash IS '64-bit hash of a run of words, as a signed number';
COMMENT ON COLUMN fingerprints.article_id IS 'Article that the hash is filed under';
