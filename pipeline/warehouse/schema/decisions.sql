-- What did people decide, and why?
CREATE TABLE IF NOT EXISTS decisions (
    id VARCHAR NOT NULL,
    verb VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    value VARCHAR,
    who VARCHAR NOT NULL,
    "when" TIMESTAMP NOT NULL,
    why VARCHAR NOT NULL
);
COMMENT ON TABLE decisions IS 'The append-only log of what people decided; it wins over every model and rule and survives a rebuild';
COMMENT ON COLUMN decisions.id IS 'd + 16 hexadecimal digits: hash of subject, verb, who and when';
COMMENT ON COLUMN decisions.verb IS 'keep, drop, accept, correct, reject, merge, split, move, take_down, accept_name, reject_name or release (publish in spite of a loss)';
COMMENT ON COLUMN decisions.subject IS 'Id of the record it is about (a claim for accept, correct and reject; canonical URL for keep, drop and take_down; a name in lower case for accept_name and reject_name)';
COMMENT ON COLUMN decisions.value IS 'What it was set to: the story for move and merge, the articles for split; the entity''s id for accept_name; for correct a JSON object of fields and values, with the other fields as they were seen (as_read)';
COMMENT ON COLUMN decisions.who IS 'Who decided';
COMMENT ON COLUMN decisions."when" IS 'When (UTC)';
COMMENT ON COLUMN decisions.why IS 'Reason given';
