-- What did we fetch, when, and what came back?
CREATE TABLE IF NOT EXISTS captures (
    id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    final_url VARCHAR NOT NULL,
    fetched_at TIMESTAMP NOT NULL,
    status INTEGER NOT NULL,
    content_type VARCHAR NOT NULL,
    payload_digest VARCHAR NOT NULL,
    source_id VARCHAR,
    opt_outs VARCHAR[] NOT NULL DEFAULT [],
    tdm_policy VARCHAR NOT NULL DEFAULT '',
    last_loaded_at TIMESTAMP DEFAULT NULL,
    is_backfilled BOOLEAN NOT NULL DEFAULT FALSE,
    bytes_removed INTEGER NOT NULL DEFAULT 0
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
COMMENT ON COLUMN captures.opt_outs IS 'What its publisher reserved when it was last seen: tdm_header, tdm_page, tdm_site (text and data mining), noai, noimageai, robots_ai (robots.txt shuts out AI agents)';
COMMENT ON COLUMN captures.tdm_policy IS 'Address at which the publisher states its terms for text and data mining; empty when it states none';
COMMENT ON COLUMN captures.last_loaded_at IS 'When it was last loaded, because it was fetched or seen again (UTC): of several at one address the last one says what is reserved';
COMMENT ON COLUMN captures.is_backfilled IS 'It was fetched by laborwire backfill: says nothing about how its source is today';
COMMENT ON COLUMN captures.bytes_removed IS 'How many bytes of the page a take-down wrote over, because they linked to what was taken down or had its words; payload_digest is that of what is left';
