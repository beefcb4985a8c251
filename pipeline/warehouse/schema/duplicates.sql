-- Which articles say what an earlier one said, and which one was first?
CREATE TABLE IF NOT EXISTS duplicates (
    article_id VARCHAR NOT NULL,
    canonical_id VARCHAR NOT NULL,
    relation VARCHAR NOT NULL,
    similarity DOUBLE NOT NULL,
    origin_id VARCHAR
);
COMMENT ON TABLE duplicates IS 'The relation of each article to an earlier one; one row per article version';
COMMENT ON COLUMN duplicates.article_id IS 'Article version';
COMMENT ON COLUMN duplicates.canonical_id IS 'The article that stands for it in counts; itself unless it is an exact, copy, excerpt or update';
COMMENT ON COLUMN duplicates.relation IS 'original, exact, copy, excerpt, update, rewrite or translation';
COMMENT ON COLUMN duplicates.similarity IS '0 to 1: share of the smaller text''s fingerprints that the other one has; 1 for an original';
COMMENT ON COLUMN duplicates.origin_id IS 'For a rewrite or translation: the article it was made from';
