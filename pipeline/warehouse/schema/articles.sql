-- What was published, by whom, when and in which words?
CREATE TABLE IF NOT EXISTS articles (
    id VARCHAR NOT NULL,
    capture_id VARCHAR NOT NULL,
    source_id VARCHAR,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    headline VARCHAR NOT NULL,
    authors VARCHAR[] NOT NULL,
    published TIMESTAMP,
    modified TIMESTAMP,
    published_is_fallback BOOLEAN NOT NULL,
    language VARCHAR,
    site_name VARCHAR,
    text VARCHAR NOT NULL,
    text_digest VARCHAR NOT NULL,
    is_accessible_for_free BOOLEAN,
    extractor VARCHAR NOT NULL,
    relevance_score DOUBLE,
    relevance_reasons VARCHAR[] NOT NULL,
    is_current BOOLEAN NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    loaded_at TIMESTAMP,
    agencies VARCHAR[] NOT NULL DEFAULT [],
    is_cut_off BOOLEAN NOT NULL DEFAULT FALSE,
    license VARCHAR NOT NULL DEFAULT '',
    text_confidence DOUBLE DEFAULT NULL
);
COMMENT ON TABLE articles IS 'One version of a news article (schema.org NewsArticle fields); a changed text is a new row, old versions stay';
COMMENT ON COLUMN articles.id IS 'a + 16 hexadecimal digits: hash of canonical URL and text digest';
COMMENT ON COLUMN articles.capture_id IS 'Capture that it was extracted from';
COMMENT ON COLUMN articles.source_id IS 'Source that published it; null for an article that a person put in';
COMMENT ON COLUMN articles.url IS 'Address it was fetched from';
COMMENT ON COLUMN articles.canonical_url IS 'Address that the page gives itself; all versions of an article share it';
COMMENT ON COLUMN articles.headline IS 'Headline';
COMMENT ON COLUMN articles.authors IS 'Names of the authors, in the order of the page';
COMMENT ON COLUMN articles.published IS 'When it was published (UTC); null when neither the page nor the feed states it';
COMMENT ON COLUMN articles.modified IS 'When the page says that it was last changed (UTC)';
COMMENT ON COLUMN articles.published_is_fallback IS 'True when the page states no date and the feed''s date stands in';
COMMENT ON COLUMN articles.language IS 'ISO 639-1 language of the text';
COMMENT ON COLUMN articles.site_name IS 'Name that the page gives its site';
COMMENT ON COLUMN articles.text IS 'Text of the article, one paragraph a line; empty after a take-down';
COMMENT ON COLUMN articles.text_digest IS 'sha256 of the text with white space collapsed';
COMMENT ON COLUMN articles.is_accessible_for_free IS 'False when the page says that it is behind a paywall; null when it does not say';
COMMENT ON COLUMN articles.extractor IS 'Name and version of what extracted the text';
COMMENT ON COLUMN articles.relevance_score IS '0 to 1: how surely it is about AI labour; null when a person put it in';
COMMENT ON COLUMN articles.relevance_reasons IS 'Why it was judged to be on the beat';
COMMENT ON COLUMN articles.is_current IS 'True for the version that stood at its canonical URL when it was last seen';
COMMENT ON COLUMN articles.is_withdrawn IS 'True when its publisher has withdrawn it, or it was dropped or taken down here: shown and counted no more';
COMMENT ON COLUMN articles.loaded_at IS 'When the run that loaded it began (UTC)';
COMMENT ON COLUMN articles.agencies IS 'News agencies that the page credits; the people are in authors';
COMMENT ON COLUMN articles.is_cut_off IS 'True when the page held only the beginning of the article';
COMMENT ON COLUMN articles.license IS 'Licence that the page states, its address where it has one; empty when it states none';
COMMENT ON COLUMN articles.text_confidence IS '0 to 1: how far a second reading of the page gave the same text, and how much of it stands in whole sentences (geometric mean); null for what an older version read';
