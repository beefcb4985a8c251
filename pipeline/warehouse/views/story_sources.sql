-- How many reports of their own stand behind each story?
-- One row per story. Copies, rewrites and translations go back to their origin, which need not be in the archive;
-- what is only possibly a rewrite counts as a report of its own, and is in n_possible.
CREATE OR REPLACE VIEW story_sources AS
WITH members AS (
    SELECT m.story_id, m.article_id, o.origin, o.origin_name, o.is_archived, o.is_own_report, o.is_unfounded, o.n_possible,
           s.is_counted
    FROM story_articles AS m
    JOIN article_standing AS s ON s.article_id = m.article_id
    JOIN article_origins AS o ON o.article_id = m.article_id
    JOIN articles AS a ON a.id = m.article_id
    WHERE a.is_current AND NOT a.is_withdrawn
)
SELECT story_id, count(*) AS n_articles,
       count(*) FILTER (is_own_report AND is_counted AND NOT is_unfounded) AS n_originals,
       count(DISTINCT origin) FILTER (NOT is_unfounded) AS n_independent,
       coalesce(list_sort(list(DISTINCT origin_name) FILTER (NOT is_unfounded)), []) AS origins,
       coalesce(list_sort(list(DISTINCT origin_name) FILTER (NOT is_archived)), []) AS origins_not_archived,
       count(*) FILTER (is_unfounded) AS n_from_republishers,
       count(*) FILTER (is_own_report AND is_counted AND n_possible > 0) AS n_possible
FROM members
GROUP BY story_id;
COMMENT ON VIEW story_sources IS 'Stories and how many reports stand behind each independently of each other';
COMMENT ON COLUMN story_sources.story_id IS 'Story';
COMMENT ON COLUMN story_sources.n_articles IS 'Its articles in their newest versions, copies and rewrites too';
COMMENT ON COLUMN story_sources.n_originals IS 'Those that were made from nobody''s: reports of their own in the archive';
COMMENT ON COLUMN story_sources.n_independent IS 'Sources that report it independently of each other, in the archive or credited';
COMMENT ON COLUMN story_sources.origins IS 'Their names';
COMMENT ON COLUMN story_sources.origins_not_archived IS 'Those that are credited, and whose article is not in the archive';
COMMENT ON COLUMN story_sources.n_from_republishers IS 'Articles of re-publishers whose original nobody knows';
COMMENT ON COLUMN story_sources.n_possible IS 'Articles that count as reports of their own and are possibly made from another one';
