-- Why does an article stand with the others of its story?
-- One row per article of a story that is counted or was copied from one that is, newest versions only.
-- Shared is what an article has in common with other articles of the story than its own copies, rarest first.
CREATE OR REPLACE VIEW story_reasons AS
WITH members AS (
    SELECT m.story_id, m.article_id, m.similarity, s.group_id, m.first_story_id
    FROM story_articles AS m
    JOIN article_standing AS s ON s.article_id = m.article_id
    JOIN articles AS a ON a.id = m.article_id
    WHERE a.is_current AND NOT a.is_withdrawn
),
figures AS (
    SELECT article_id, currency, unnest([amount_min, amount_max]) AS amount FROM pay_claims
),
things AS (
    SELECT DISTINCT n.article_id, 'entity' AS kind, e.name AS thing
    FROM mentions AS n
    JOIN entities AS e ON e.id = n.entity_id
    UNION ALL
    SELECT DISTINCT article_id, 'name' AS kind, text AS thing
    FROM mentions
    WHERE entity_id IS NULL AND label IN ('PERSON', 'PLACE', 'ORG', 'EMPLOYER', 'UNION', 'PROJECT', 'LAW')
    UNION ALL
    SELECT DISTINCT article_id, 'figure' AS kind,
           regexp_replace(amount::VARCHAR, '\.?0+$', '') || ' ' || currency AS thing
    FROM figures
    WHERE amount IS NOT NULL AND currency IS NOT NULL
    UNION ALL
    -- Money that is no pay has no amount of its own: it is shared in the same words.
    SELECT DISTINCT article_id, 'figure' AS kind, lower(text) AS thing
    FROM not_pay
),
common AS (
    SELECT article_id, kind, thing, count(*) OVER (PARTITION BY kind, thing) AS n_articles FROM things
),
-- What two reports of one story have: the first and the last of them differ.
beside AS (
    SELECT m.story_id, m.article_id, t.kind, t.thing, t.n_articles,
           min(m.group_id) OVER same_thing <> max(m.group_id) OVER same_thing AS is_shared
    FROM members AS m
    JOIN common AS t ON t.article_id = m.article_id
    WINDOW same_thing AS (PARTITION BY m.story_id, t.kind, t.thing)
),
shared AS (
    SELECT story_id, article_id,
           list(thing ORDER BY n_articles, thing) FILTER (kind = 'entity') AS entities,
           list(thing ORDER BY n_articles, thing) FILTER (kind = 'name') AS names,
           list(thing ORDER BY n_articles, thing) FILTER (kind = 'figure') AS figures
    FROM beside
    WHERE is_shared
    GROUP BY story_id, article_id
),
sizes AS (
    SELECT story_id, count(DISTINCT group_id) AS n_reports FROM members GROUP BY story_id
),
decided AS (
    SELECT subject AS article_id FROM decisions WHERE verb = 'move'
    UNION
    SELECT article_id FROM story_splits
)
SELECT m.story_id, m.article_id, m.group_id <> m.article_id AS is_copy, z.n_reports - 1 AS n_others,
       coalesce(s.entities, []) AS shared_entities, coalesce(s.names, []) AS shared_names,
       coalesce(s.figures, []) AS shared_figures, m.similarity,
       m.story_id <> m.first_story_id AND m.article_id IN (SELECT article_id FROM decided) AS by_person
FROM members AS m
JOIN sizes AS z ON z.story_id = m.story_id
LEFT JOIN shared AS s ON s.story_id = m.story_id AND s.article_id = m.article_id;
COMMENT ON VIEW story_reasons IS 'What each article has in common with the other reports of its story';
COMMENT ON COLUMN story_reasons.story_id IS 'Story';
COMMENT ON COLUMN story_reasons.article_id IS 'Article, in its newest version';
COMMENT ON COLUMN story_reasons.is_copy IS 'True for a copy, excerpt or update: it stands where its original does';
COMMENT ON COLUMN story_reasons.n_others IS 'Other reports of the story, copies not counted';
COMMENT ON COLUMN story_reasons.shared_entities IS 'Names of entities that it and another report name, the rarest in the archive first';
COMMENT ON COLUMN story_reasons.shared_names IS 'People, places and others without an entity that it and another report name, the rarest first';
COMMENT ON COLUMN story_reasons.shared_figures IS 'Sums of money that it and another report have, ends of ranges one by one, as "16 USD", money that is no pay in its words; the rarest first';
COMMENT ON COLUMN story_reasons.similarity IS '0 to 1, to the story when it joined; 1 for the first member and for copies';
COMMENT ON COLUMN story_reasons.by_person IS 'True when a person put it into this story';
