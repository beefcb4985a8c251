-- What was reported about an event, by whom, and in which order?
-- One row per article of a story, newest versions only; the first report comes first, copies are marked.
CREATE OR REPLACE VIEW story_timeline AS
WITH members AS (
    SELECT m.story_id, a.id AS article_id, a.published, a.headline, a.source_id, a.url, a.is_withdrawn,
           s.relation, s.representative_id, s.is_counted, m.similarity
    FROM story_articles AS m
    JOIN articles AS a ON a.id = m.article_id
    JOIN article_standing AS s ON s.article_id = a.id
    WHERE a.is_current
),
claims AS (
    SELECT article_id, count(*) AS n_claims FROM pay_claims WHERE review_status <> 'rejected' GROUP BY article_id
)
SELECT m.story_id,
       row_number() OVER (PARTITION BY m.story_id ORDER BY m.published NULLS LAST, m.article_id) AS position,
       m.article_id, m.published, m.headline, m.source_id, coalesce(src.name, m.source_id) AS source, m.url,
       m.relation, CASE WHEN NOT m.is_counted THEN m.representative_id END AS counted_as,
       m.is_withdrawn, coalesce(c.n_claims, 0) AS n_claims, m.similarity
FROM members AS m
LEFT JOIN claims AS c ON c.article_id = m.article_id
LEFT JOIN sources AS src ON src.id = m.source_id;
COMMENT ON VIEW story_timeline IS 'The articles of each story in the order of their publication';
COMMENT ON COLUMN story_timeline.story_id IS 'Story';
COMMENT ON COLUMN story_timeline.position IS '1 for the first report';
COMMENT ON COLUMN story_timeline.article_id IS 'Article, in its newest version';
COMMENT ON COLUMN story_timeline.published IS 'When it was published (UTC)';
COMMENT ON COLUMN story_timeline.headline IS 'Headline';
COMMENT ON COLUMN story_timeline.source_id IS 'Source that published it';
COMMENT ON COLUMN story_timeline.source IS 'Name of the source';
COMMENT ON COLUMN story_timeline.url IS 'Address of the article';
COMMENT ON COLUMN story_timeline.relation IS 'original, exact, copy, excerpt, update, rewrite or translation';
COMMENT ON COLUMN story_timeline.counted_as IS 'For a copy: the article that is counted in its place';
COMMENT ON COLUMN story_timeline.is_withdrawn IS 'True when it was withdrawn or taken down';
COMMENT ON COLUMN story_timeline.n_claims IS 'Pay claims in it that no person rejected';
COMMENT ON COLUMN story_timeline.similarity IS '0 to 1, to the story when it joined';
