-- What is kept of each original, to compare later articles with?
CREATE TABLE IF NOT EXISTS sketches (
    article_id VARCHAR NOT NULL,
    size INTEGER NOT NULL,
    words INTEGER NOT NULL,
    numbers VARCHAR[] NOT NULL,
    money VARCHAR[] NOT NULL,
    names VARCHAR[] NOT NULL,
    headline_names VARCHAR[] NOT NULL,
    outlet VARCHAR NOT NULL,
    published TIMESTAMP
);
COMMENT ON TABLE sketches IS 'What the copy rule needs to know of an earlier article; a later row replaces an earlier one, as copies are filed under their original';
COMMENT ON COLUMN sketches.article_id IS 'Article version';
COMMENT ON COLUMN sketches.size IS 'Number of fingerprints filed under it';
COMMENT ON COLUMN sketches.words IS 'Number of words of its text';
COMMENT ON COLUMN sketches.numbers IS 'Figures in title and text, digits without thousands separators';
COMMENT ON COLUMN sketches.money IS 'Figures that stand beside a currency';
COMMENT ON COLUMN sketches.names IS 'Words of the text that are never written small';
COMMENT ON COLUMN sketches.headline_names IS 'Names that the title has too';
COMMENT ON COLUMN sketches.outlet IS 'Source, or host of the address';
COMMENT ON COLUMN sketches.published IS 'When it was published (UTC)';
