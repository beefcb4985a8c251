-- What was refused on the way in, and why?
CREATE TABLE IF NOT EXISTS rejections (
    stage VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    source_id VARCHAR,
    rejected_at TIMESTAMP
);
COMMENT ON TABLE rejections IS 'Records that a stage refused; nothing is dropped silently';
COMMENT ON COLUMN rejections.stage IS 'Stage that refused it';
COMMENT ON COLUMN rejections.key IS 'Address or id of what was refused';
COMMENT ON COLUMN rejections.reason IS 'One of a closed set, such as not_relevant, no_text, timed_out, disallowed';
COMMENT ON COLUMN rejections.detail IS 'What exactly was wrong';
COMMENT ON COLUMN rejections.source_id IS 'Source it came from';
COMMENT ON COLUMN rejections.rejected_at IS 'When it was refused last (UTC)';
