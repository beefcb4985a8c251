-- Where does each article lie in the space of an embedding model?
CREATE TABLE IF NOT EXISTS article_vectors (
    article_id VARCHAR NOT NULL,
    model_digest VARCHAR NOT NULL,
    vector FLOAT[384] NOT NULL
);
COMMENT ON TABLE article_vectors IS 'Embedding of each article, per model; an index over them is a cache that can be rebuilt';
COMMENT ON COLUMN article_vectors.article_id IS 'Article version';
COMMENT ON COLUMN article_vectors.model_digest IS 'Digest of the model that made it; vectors of two models are never compared';
COMMENT ON COLUMN article_vectors.vector IS '384 numbers, unit length';
