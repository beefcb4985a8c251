-- Which publications do we read, and how?
CREATE TABLE IF NOT EXISTS sources (
    id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    homepage VARCHAR NOT NULL,
    source_class VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    languages VARCHAR[] NOT NULL,
    feeds STRUCT(url VARCHAR, kind VARCHAR, evidence VARCHAR, link_pattern VARCHAR)[] NOT NULL,
    enabled BOOLEAN NOT NULL,
    delay_s DOUBLE NOT NULL,
    rights VARCHAR NOT NULL,
    min_articles_per_week INTEGER NOT NULL,
    is_invented BOOLEAN NOT NULL,
    tier VARCHAR DEFAULT '',
    genre VARCHAR DEFAULT '',
    excerpt_words INTEGER DEFAULT NULL,
    rights_if_opted_out VARCHAR NOT NULL DEFAULT 'headline_only'
);
COMMENT ON TABLE sources IS 'A publication and how it is found; one row per source in data/sources.toml (or of the demo newsroom)';
COMMENT ON COLUMN sources.id IS 'Short name, as in data/sources.toml';
COMMENT ON COLUMN sources.name IS 'Name of the publication, as it is printed';
COMMENT ON COLUMN sources.homepage IS 'Address of the front page';
COMMENT ON COLUMN sources.source_class IS 'press, worker_led, union, research, public_record, republisher or person';
COMMENT ON COLUMN sources.country IS 'ISO 3166-1 alpha-2 country of the publication (not of the work it writes about); empty when it has none';
COMMENT ON COLUMN sources.languages IS 'ISO 639-1 languages it publishes in';
COMMENT ON COLUMN sources.feeds IS 'Addresses at which it announces articles: address, kind, where the address is documented, pattern of article links';
COMMENT ON COLUMN sources.enabled IS 'False: known, but not read at present';
COMMENT ON COLUMN sources.delay_s IS 'Seconds between two requests to one host';
COMMENT ON COLUMN sources.rights IS 'What may be shown of its articles: none, headline_only, excerpt or summary';
COMMENT ON COLUMN sources.min_articles_per_week IS 'Fewer articles than this in a week is a warning; 0 means no expectation';
COMMENT ON COLUMN sources.is_invented IS 'True for the demo newsroom, whose publishers do not exist';
COMMENT ON COLUMN sources.tier IS 'How close to the beat: core, wide, or archive (nothing new is expected); empty when nobody has said';
COMMENT ON COLUMN sources.genre IS 'Kind of publication: mainstream, tech_press, labour_press, wire ...; empty when nobody has said';
COMMENT ON COLUMN sources.excerpt_words IS 'With rights excerpt: how many words of one sentence may be shown; null for the limit of the digest';
COMMENT ON COLUMN sources.rights_if_opted_out IS 'What may be shown of those articles whose publisher opted out of text and data mining or of AI (article_rights)';
