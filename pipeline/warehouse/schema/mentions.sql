-- Who and what is named in the articles, and where exactly?
CREATE TABLE IF NOT EXISTS mentions (
    id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    label VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    entity_id VARCHAR,
    why VARCHAR NOT NULL
);
COMMENT ON TABLE mentions IS 'A named thing in an article''s text; people are mentions only, they never get an entity';
COMMENT ON COLUMN mentions.id IS 'm + 16 hexadecimal digits: hash of article, span and label';
COMMENT ON COLUMN mentions.article_id IS 'Article version it stands in';
COMMENT ON COLUMN mentions.start IS 'First character in articles.text';
COMMENT ON COLUMN mentions."end" IS 'Character after the last one in articles.text';
COMMENT ON COLUMN mentions.label IS 'PLATFORM, EMPLOYER, UNION, PROJECT, ROLE, PERSON, ORG, PLACE, DATE, MONEY, LAW or EVENT';
COMMENT ON COLUMN mentions.text IS 'The words themselves';
COMMENT ON COLUMN mentions.entity_id IS 'Entity it names; null when it is in no list';
COMMENT ON COLUMN mentions.why IS 'Rule that found it';
