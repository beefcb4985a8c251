-- Which outlets does each article credit, and for what?
CREATE TABLE IF NOT EXISTS attributions (
    article_id VARCHAR NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    outlet_key VARCHAR NOT NULL,
    source_id VARCHAR,
    credited_for VARCHAR NOT NULL,
    rule VARCHAR NOT NULL
);
COMMENT ON TABLE attributions IS 'Outlets and agencies that an article names as where something was reported; people and companies are none';
COMMENT ON COLUMN attributions.article_id IS 'Article version';
COMMENT ON COLUMN attributions.start IS 'First character of the words that credit, in articles.text';
COMMENT ON COLUMN attributions."end" IS 'Character after them';
COMMENT ON COLUMN attributions.name IS 'The outlet as it is written';
COMMENT ON COLUMN attributions.outlet_key IS 'Its name in small letters without article, blanks and signs: what tells outlets apart';
COMMENT ON COLUMN attributions.source_id IS 'Registered source; null for an outlet that is known by its form alone';
COMMENT ON COLUMN attributions.credited_for IS 'report (the main report), detail (one fact, or an older report), interview (somebody told it) or agency';
COMMENT ON COLUMN attributions.rule IS 'Words by which it was found, in short';
