-- What do the articles of a stretch of time state and name: pay figures, and entities of the gazetteer?
-- $first and $after: its first moment and the one after its last (UTC); $stories: ids, null for all. Counted articles alone.
WITH told AS (
    SELECT m.story_id, a.id AS article_id, a.published
    FROM articles AS a
    JOIN story_articles AS m ON m.article_id = a.id
    JOIN article_standing AS g ON g.article_id = a.id
    WHERE g.is_counted
      AND a.published >= $first
      AND a.published < $after
      AND ($stories IS NULL OR m.story_id IN (SELECT unnest($stories::VARCHAR[])))
)
SELECT t.story_id, t.article_id, t.published, 'figure' AS kind,
       -- The same figure in two articles: payer, amounts, bound, currency and unit.
       concat_ws(' ', coalesce(c.payer_id, lower(c.payer), '?'), coalesce(c.amount_min::VARCHAR, '?'),
                 coalesce(c.amount_max::VARCHAR, '?'), c.bound, c.currency, c.unit) AS thing,
       c.id AS claim_id, '' AS name, '' AS type
FROM told AS t
JOIN pay_claims AS c ON c.article_id = t.article_id
WHERE c.review_status <> 'rejected'
UNION ALL
SELECT DISTINCT t.story_id, t.article_id, t.published, 'name' AS kind, n.entity_id AS thing, '' AS claim_id, e.name, e.type
FROM told AS t
JOIN mentions AS n ON n.article_id = t.article_id
JOIN entities AS e ON e.id = n.entity_id
ORDER BY published, article_id, kind, thing, claim_id;
