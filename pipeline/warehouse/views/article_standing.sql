-- Which article stands for each group of copies and versions, and where did its words come from?
-- Each group of exact copies, excerpts and updates is counted once, by its representative: not withdrawn, the
-- current version, of the page that was first, if there is such a one.
CREATE OR REPLACE VIEW article_standing AS
WITH RECURSIVE
grouped AS (
    SELECT a.id AS article_id, a.canonical_url, a.published, a.is_current, a.is_withdrawn,
           coalesce(d.canonical_id, a.id) AS group_id,
           coalesce(d.relation, 'original') AS relation
    FROM articles AS a
    LEFT JOIN duplicates AS d ON d.article_id = a.id
),
ranked AS (
    SELECT g.*,
           first_value(g.article_id) OVER (
               PARTITION BY g.group_id
               ORDER BY g.is_withdrawn, NOT g.is_current,
                        g.canonical_url IS DISTINCT FROM canonical.canonical_url,
                        list_position(['original', 'update', 'exact', 'copy', 'excerpt'], g.relation) NULLS FIRST,
                        g.published NULLS LAST, g.article_id
           ) AS representative_id
    FROM grouped AS g
    LEFT JOIN articles AS canonical ON canonical.id = g.group_id
),
origins AS (
    SELECT DISTINCT coalesce(g.canonical_id, d.canonical_id) AS group_id,
           coalesce(o.canonical_id, d.origin_id) AS origin_group_id
    FROM duplicates AS d
    LEFT JOIN duplicates AS g ON g.article_id = d.canonical_id
    LEFT JOIN duplicates AS o ON o.article_id = d.origin_id
    WHERE d.origin_id IS NOT NULL
),
steps (group_id, origin_group_id, depth) AS (
    SELECT group_id, origin_group_id, 1 FROM origins
    UNION
    -- Chains of rewrites are short; ten steps also end a circle.
    SELECT s.group_id, o.origin_group_id, s.depth + 1
    FROM steps AS s
    JOIN origins AS o ON o.group_id = s.origin_group_id
    WHERE s.depth < 10
),
roots AS (
    SELECT group_id, max_by(origin_group_id, (depth, origin_group_id)) AS root_group_id
    FROM steps
    GROUP BY group_id
)
SELECT r.article_id, r.group_id, r.relation, r.representative_id,
       r.article_id = r.representative_id AND r.is_current AND NOT r.is_withdrawn AS is_counted,
       CASE
           WHEN r.is_withdrawn THEN 'article was withdrawn'
           WHEN NOT r.is_current THEN 'article has a newer version'
           WHEN r.article_id <> r.representative_id THEN 'copy of another article'
       END AS why_not_counted,
       coalesce(roots.root_group_id, r.group_id) AS root_group_id
FROM ranked AS r
LEFT JOIN roots ON roots.group_id = r.group_id;
COMMENT ON VIEW article_standing IS 'For each article version: whether it is counted in totals, and if not why; and the article in which its words came up first';
COMMENT ON COLUMN article_standing.article_id IS 'Article version';
COMMENT ON COLUMN article_standing.group_id IS 'Earliest article of its group of copies, excerpts and updates';
COMMENT ON COLUMN article_standing.relation IS 'Its relation to that article: original, exact, copy, excerpt, update, rewrite or translation';
COMMENT ON COLUMN article_standing.representative_id IS 'Article that stands for the group in totals';
COMMENT ON COLUMN article_standing.is_counted IS 'True when it is that representative, current and not withdrawn';
COMMENT ON COLUMN article_standing.why_not_counted IS 'Why it is not counted; null when it is';
COMMENT ON COLUMN article_standing.root_group_id IS 'Group from which it was rewritten or translated, chains followed; its own group when it is nobody''s rewrite';
