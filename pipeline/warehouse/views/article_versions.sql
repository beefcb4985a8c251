-- How did an article change after it was published?
CREATE OR REPLACE VIEW article_versions AS
SELECT a.canonical_url,
       row_number() OVER (PARTITION BY a.canonical_url
                          ORDER BY coalesce(a.modified, a.published) NULLS FIRST, c.fetched_at NULLS FIRST, a.id) AS version,
       a.id AS article_id, a.source_id, a.headline, a.published, a.modified, c.fetched_at,
       length(a.text) AS characters, a.text_digest, a.is_current, a.is_withdrawn,
       greatest(s.last_seen_at, c.fetched_at) AS last_seen_at
FROM articles AS a
LEFT JOIN captures AS c ON c.id = a.capture_id
LEFT JOIN (SELECT article_id, max(seen_at) AS last_seen_at FROM article_sightings GROUP BY article_id) AS s
       ON s.article_id = a.id;
COMMENT ON VIEW article_versions IS 'Every version of every article, numbered from the oldest';
COMMENT ON COLUMN article_versions.canonical_url IS 'Address that all versions share';
COMMENT ON COLUMN article_versions.version IS '1 for the oldest';
COMMENT ON COLUMN article_versions.article_id IS 'Article version';
COMMENT ON COLUMN article_versions.source_id IS 'Source that published it';
COMMENT ON COLUMN article_versions.headline IS 'Headline of this version';
COMMENT ON COLUMN article_versions.published IS 'When it was published (UTC)';
COMMENT ON COLUMN article_versions.modified IS 'When the page says that it was last changed (UTC)';
COMMENT ON COLUMN article_versions.fetched_at IS 'When this version was fetched (UTC)';
COMMENT ON COLUMN article_versions.characters IS 'Length of the text';
COMMENT ON COLUMN article_versions.text_digest IS 'sha256 of the text with white space collapsed';
COMMENT ON COLUMN article_versions.is_current IS 'True for the version that was seen last; an older one again when a correction was taken back';
COMMENT ON COLUMN article_versions.last_seen_at IS 'When this version last took its place at the address (UTC): first seen, or back after another one';
COMMENT ON COLUMN article_versions.is_withdrawn IS 'True when the article was withdrawn or taken down';
