-- What did we fetch, when, and what came back?
CREATE TABLE IF NOT EXISTS captures (
    id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    final_url VARCHAR NOT NULL,
    fetched_at TIMESTAMP NOT NULL,
    status INTEGER NOT NULL,
    content_type VARCHAR NOT NULL,
    payload_digest VARCHAR NOT NULL,
    source_id VARCHAR
);
COMMENT ON TABLE captures IS 'One fetched response; its bytes lie in the archive (WARC), where the archive''s own index finds them';
COMMENT ON COLUMN captures.id IS 'k + 16 hexadecimal digits: hash of URL (with the status before it, unless that is 200) and payload digest';
COMMENT ON COLUMN captures.url IS 'Address asked for';
COMMENT ON COLUMN captures.final_url IS 'Address that answered, after redirects';
COMMENT ON COLUMN captures.fetched_at IS 'When it was fetched (UTC)';
COMMENT ON COLUMN captures.status IS 'HTTP status';
COMMENT ON COLUMN captures.content_type IS 'Content-Type that the server stated; empty when none';
COMMENT ON COLUMN captures.payload_digest IS 'sha256: and 64 hexadecimal digits of the decoded body';
COMMENT ON COLUMN captures.source_id IS 'Source that announced the address; null for an article that a person put in';
