-- When did each version of an article stand at its address?
CREATE TABLE IF NOT EXISTS article_sightings (
    article_id VARCHAR NOT NULL,
    seen_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE article_sightings IS 'When a version of an article was seen after something else had been seen at its address, the first time included; a correction that is taken back is a second sighting of the older version';
COMMENT ON COLUMN article_sightings.article_id IS 'Article version';
COMMENT ON COLUMN article_sightings.seen_at IS 'When it was seen (UTC)';
