-- Which organisations stand where platforms stand, and are unknown to the gazetteer?
CREATE TABLE IF NOT EXISTS name_sightings (
    article_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    cue VARCHAR NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    sent_start INTEGER NOT NULL,
    sent_end INTEGER NOT NULL,
    n_times INTEGER NOT NULL
);
COMMENT ON TABLE name_sightings IS 'Names of organisations that an article uses as it uses platforms, found when it was read; names of people are never stored here';
COMMENT ON COLUMN name_sightings.article_id IS 'Article version it stands in';
COMMENT ON COLUMN name_sightings.name IS 'The name as it is written';
COMMENT ON COLUMN name_sightings.key IS 'What tells names apart: lower case, without a legal form or an added AI';
COMMENT ON COLUMN name_sightings.cue IS 'What speaks for it most: kind before (the platform X), kind after (X, a start-up), what it has (X''s rate card), which, work for, signed up, pays, hired by, payer of a claim';
COMMENT ON COLUMN name_sightings.start IS 'First character of that place in articles.text';
COMMENT ON COLUMN name_sightings."end" IS 'Character after the last one';
COMMENT ON COLUMN name_sightings.sent_start IS 'First character of its sentence';
COMMENT ON COLUMN name_sightings.sent_end IS 'Character after the sentence';
COMMENT ON COLUMN name_sightings.n_times IS 'How often the article names it';
