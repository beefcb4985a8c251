-- In whose report did the words of each article come up first, and is that report in the archive?
-- Chains of copies, rewrites and translations are followed to their first article. Where that one credits an outlet for
-- the report, the outlet is the origin, whether or not its article is here. Only what is certain counts.
CREATE OR REPLACE VIEW article_origins AS
WITH certain AS (
    SELECT l.article_id, l.number, l.relation, l.outlet, l.outlet_key, l.source_id
    FROM origin_links AS l
    WHERE l.certainty = 'certain'
),
-- Articles under one title are of one report: whom any of them credits, all go back to.
titled AS (
    SELECT DISTINCT article_id FROM certain WHERE relation = 'same_title'
),
credits AS (
    SELECT s.root_group_id, first(c.outlet ORDER BY s.article_id <> s.root_group_id, c.number, s.article_id) AS outlet,
           first(c.outlet_key ORDER BY s.article_id <> s.root_group_id, c.number, s.article_id) AS outlet_key,
           first(c.source_id ORDER BY s.article_id <> s.root_group_id, c.number, s.article_id) AS source_id
    FROM certain AS c
    JOIN article_standing AS s ON s.article_id = c.article_id
    WHERE c.relation = 'credit' AND (s.group_id = s.root_group_id OR c.article_id IN (SELECT article_id FROM titled))
    GROUP BY s.root_group_id
),
named AS (
    SELECT c.root_group_id, c.outlet,
           -- An outlet that a person's hand brought in is known by its address.
           coalesce(c.source_id,
                    (SELECT min(o.id) FROM sources AS o
                     WHERE regexp_replace(split_part(lower(o.id), '.', 1), '[^a-z0-9]', '', 'g') = c.outlet_key
                        OR regexp_replace(regexp_replace(strip_accents(lower(o.name)), '^the ', ''), '[^a-z0-9]', '', 'g') = c.outlet_key),
                    c.outlet_key) AS origin
    FROM credits AS c
),
traced AS (
    SELECT s.article_id, s.group_id, s.root_group_id, root.source_id AS root_source_id,
           CASE WHEN n.origin IS DISTINCT FROM root.source_id THEN n.origin END AS credited,
           CASE WHEN n.origin IS DISTINCT FROM root.source_id THEN n.outlet END AS credited_name
    FROM article_standing AS s
    LEFT JOIN articles AS root ON root.id = s.root_group_id
    LEFT JOIN named AS n ON n.root_group_id = s.root_group_id
)
SELECT t.article_id, coalesce(t.credited, t.root_source_id, 'article ' || t.root_group_id) AS origin,
       coalesce(o.name, t.credited_name, t.root_source_id, 'article ' || t.root_group_id) AS origin_name,
       t.credited IS NULL AS is_archived,
       CASE WHEN t.credited IS NULL THEN t.root_group_id END AS origin_article_id,
       t.credited IS NULL AND t.group_id = t.root_group_id AS is_own_report,
       o.source_class IS NOT DISTINCT FROM 'republisher' AS is_unfounded,
       (SELECT count(*) FROM origin_links AS p WHERE p.article_id = t.group_id AND p.certainty = 'possible') AS n_possible
FROM traced AS t
LEFT JOIN sources AS o ON o.id = coalesce(t.credited, t.root_source_id);
COMMENT ON VIEW article_origins IS 'For each article version: the source in which its words came up first, and whether that report is in the archive';
COMMENT ON COLUMN article_origins.article_id IS 'Article version';
COMMENT ON COLUMN article_origins.origin IS 'Source; the key of an outlet''s name where it is not registered; "article ..." for an article that belongs to no source';
COMMENT ON COLUMN article_origins.origin_name IS 'Its name';
COMMENT ON COLUMN article_origins.is_archived IS 'False when the origin is credited, and its article is not in the archive';
COMMENT ON COLUMN article_origins.origin_article_id IS 'First article of the chain; null when it is not in the archive';
COMMENT ON COLUMN article_origins.is_own_report IS 'True when the article, or the one that it copies, was made from nobody''s';
COMMENT ON COLUMN article_origins.is_unfounded IS 'True when the chain ends at a site that re-publishes: nobody knows whose report it is';
COMMENT ON COLUMN article_origins.n_possible IS 'Links that are only possible; they count nowhere';
