-- Which articles are no longer shown, and why?
CREATE TABLE IF NOT EXISTS takedowns (
    canonical_url VARCHAR NOT NULL,
    cause VARCHAR NOT NULL,
    decision_id VARCHAR,
    why VARCHAR NOT NULL
);
COMMENT ON TABLE takedowns IS 'Articles withdrawn by their publisher, dropped or taken down here';
COMMENT ON COLUMN takedowns.canonical_url IS 'Canonical URL of the article';
COMMENT ON COLUMN takedowns.cause IS 'publisher (the page says it is gone), dropped (a person found it off the beat) or decision (a person took it down; its text and claims are deleted)';
COMMENT ON COLUMN takedowns.decision_id IS 'The decision, when it was a person''s';
COMMENT ON COLUMN takedowns.why IS 'Reason given; empty when the publisher gives none';
