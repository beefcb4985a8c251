-- Whose copy is each article that may be shown, told without those that may not?
CREATE OR REPLACE TEMP VIEW duplicates AS
SELECT d.article_id,
       coalesce(h.heir_id, d.canonical_id) AS canonical_id,
       CASE WHEN h.heir_id = d.article_id THEN 'original' ELSE d.relation END AS relation,
       CASE WHEN h.heir_id = d.article_id THEN 1.0 ELSE d.similarity END AS similarity,
       CASE WHEN d.origin_id NOT IN (SELECT id FROM unshown) THEN d.origin_id
            WHEN o.heir_id <> d.article_id THEN o.heir_id END AS origin_id
FROM whole_duplicates AS d
LEFT JOIN unshown_heirs AS h ON h.gone_id = d.canonical_id
LEFT JOIN unshown_heirs AS o ON o.gone_id = d.origin_id
WHERE d.article_id NOT IN (SELECT id FROM unshown);
