-- Whom and which sums of money does each article of a story name, and in how many articles of all is that named?
-- By what the view story_reasons goes, which cannot be kept as a whole; story by story, so that one is found at once.
CREATE TABLE pages.main.things AS
WITH found AS (
    SELECT DISTINCT n.article_id, 'entity' AS kind, e.name AS thing, e.id AS entity_id
    FROM mentions AS n
    JOIN entities AS e ON e.id = n.entity_id
    UNION ALL
    SELECT DISTINCT article_id, 'name' AS kind, text AS thing, NULL AS entity_id
    FROM mentions
    WHERE entity_id IS NULL AND label IN ('PERSON', 'PLACE', 'ORG', 'EMPLOYER', 'UNION', 'PROJECT', 'LAW')
    UNION ALL
    SELECT DISTINCT article_id, 'figure' AS kind, regexp_replace(amount::VARCHAR, '\.?0+$', '') || ' ' || currency AS thing,
           NULL AS entity_id
    FROM (SELECT article_id, currency, unnest([amount_min, amount_max]) AS amount FROM pay_claims)
    WHERE amount IS NOT NULL AND currency IS NOT NULL
    UNION ALL
    SELECT DISTINCT article_id, 'figure' AS kind, lower(text) AS thing, NULL AS entity_id
    FROM not_pay
),
common AS (
    SELECT kind, thing, count(*) AS n_articles FROM found GROUP BY kind, thing
)
SELECT a.story_id, f.article_id, a.group_id, f.kind, f.thing, f.entity_id, c.n_articles
FROM found AS f
JOIN pages.main.articles AS a ON a.article_id = f.article_id AND a.stands AND a.story_id IS NOT NULL
JOIN common AS c ON c.kind = f.kind AND c.thing = f.thing
ORDER BY a.story_id, f.article_id;
