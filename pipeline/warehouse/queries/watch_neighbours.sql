-- Which articles must be looked at together with new ones, so that the views say of these what they say in the whole?
-- $articles: the new ones; $payers: whom they name, and $months: the first month of which they speak, for each;
-- $from: how far back reports of changes count; $changes and $conflicts: whether a rule is about them. What conflicts speaks of the same month, and nothing is dated later
-- than its publication. Copies, versions and the articles that any of them was rewritten from belong to it.
WITH RECURSIVE asked AS (
    SELECT unnest($payers::VARCHAR[]) AS payer_key, unnest($months::DATE[]) AS month
),
seeds AS (
    SELECT unnest($articles::VARCHAR[]) AS id
    UNION
    SELECT c.article_id
    FROM pay_claims AS c
    JOIN articles AS a ON a.id = c.article_id
    JOIN asked ON asked.payer_key = coalesce(c.payer_id, lower(c.payer))
    WHERE ($changes AND c.kind = 'change' AND coalesce(a.published, a.loaded_at) >= $from)
       OR ($conflicts AND coalesce(a.published, a.loaded_at) >= asked.month)
),
groups (group_id) AS (
    SELECT coalesce(d.canonical_id, s.id)
    FROM seeds AS s
    LEFT JOIN duplicates AS d ON d.article_id = s.id
    UNION
    SELECT coalesce(o.canonical_id, d.origin_id)
    FROM groups AS g
    JOIN duplicates AS d ON d.canonical_id = g.group_id AND d.origin_id IS NOT NULL
    LEFT JOIN duplicates AS o ON o.article_id = d.origin_id
)
SELECT id FROM seeds
UNION
SELECT group_id FROM groups
UNION
SELECT article_id FROM duplicates WHERE canonical_id IN (SELECT group_id FROM groups);
