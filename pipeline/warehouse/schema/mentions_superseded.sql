-- What had been tagged in an article before it was read anew with more names?
CREATE TABLE IF NOT EXISTS mentions_superseded (
    id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    label VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    entity_id VARCHAR,
    why VARCHAR NOT NULL,
    superseded_by VARCHAR NOT NULL,
    superseded_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE mentions_superseded IS 'Mentions that no longer stand: each row is a former row of mentions';
COMMENT ON COLUMN mentions_superseded.id IS 'Mention (mentions.id): the same one when only its entity or rule changed';
COMMENT ON COLUMN mentions_superseded.article_id IS 'Article version it stands in';
COMMENT ON COLUMN mentions_superseded.start IS 'First character in articles.text';
COMMENT ON COLUMN mentions_superseded."end" IS 'Character after the last one in articles.text';
COMMENT ON COLUMN mentions_superseded.label IS 'PLATFORM, EMPLOYER, UNION, PROJECT, ROLE, PERSON, ORG, PLACE, DATE, MONEY, LAW or EVENT';
COMMENT ON COLUMN mentions_superseded.text IS 'The words themselves';
COMMENT ON COLUMN mentions_superseded.entity_id IS 'Entity it was held to name';
COMMENT ON COLUMN mentions_superseded.why IS 'Rule that had found it';
COMMENT ON COLUMN mentions_superseded.superseded_by IS 'Reading that took its place: reprocess and the id of its proposal';
COMMENT ON COLUMN mentions_superseded.superseded_at IS 'When that was (UTC)';
