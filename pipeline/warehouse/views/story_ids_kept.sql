-- How many articles are no longer in the story in which clustering first put them?
-- One row per month of publication; null for articles without a date. Versions of an article count one by one.
CREATE OR REPLACE VIEW story_ids_kept AS
WITH placed AS (
    SELECT date_trunc('month', a.published)::DATE AS month, m.article_id,
           coalesce(m.first_story_id, m.story_id) <> m.story_id AS has_changed,
           EXISTS (SELECT 1 FROM story_merges AS f WHERE f.old = m.first_story_id) AS was_merged
    FROM story_articles AS m
    JOIN articles AS a ON a.id = m.article_id
)
SELECT month, count(*) AS n_articles, count(*) FILTER (has_changed) AS n_changed,
       count(*) FILTER (has_changed AND was_merged) AS n_by_clustering,
       count(*) FILTER (has_changed AND NOT was_merged) AS n_by_people,
       count(*) FILTER (has_changed) / count(*) AS share_changed
FROM placed
GROUP BY month;
COMMENT ON VIEW story_ids_kept IS 'Share of articles whose first story is not the one they stand in, merges included';
COMMENT ON COLUMN story_ids_kept.month IS 'First day of the month in which the articles were published; null without a date';
COMMENT ON COLUMN story_ids_kept.n_articles IS 'Articles, versions and copies one by one';
COMMENT ON COLUMN story_ids_kept.n_changed IS 'Those whose first story is not the one they stand in';
COMMENT ON COLUMN story_ids_kept.n_by_clustering IS 'Those of which clustering merged the first story into another';
COMMENT ON COLUMN story_ids_kept.n_by_people IS 'The others: put elsewhere, split off or merged by a person, copies with their originals';
COMMENT ON COLUMN story_ids_kept.share_changed IS '0 to 1: n_changed of n_articles';
