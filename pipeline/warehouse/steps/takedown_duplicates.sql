-- Whose copies are the articles whose original goes? The earliest of them is the original of the others from now on.
CREATE OR REPLACE TEMP TABLE orphans AS
SELECT d.article_id, d.canonical_id AS gone_id,
       first_value(d.article_id) OVER (
           PARTITION BY d.canonical_id ORDER BY a.published NULLS LAST, d.article_id
       ) AS heir_id
FROM duplicates AS d
LEFT JOIN articles AS a ON a.id = d.article_id
WHERE d.canonical_id IN (FROM gone_articles);
UPDATE duplicates AS d
SET canonical_id = o.heir_id,
    relation = CASE WHEN d.article_id = o.heir_id THEN 'original' ELSE d.relation END,
    similarity = CASE WHEN d.article_id = o.heir_id THEN 1.0 ELSE d.similarity END
FROM orphans AS o
WHERE o.article_id = d.article_id;
UPDATE duplicates AS d
SET origin_id = CASE WHEN o.heir_id = d.article_id THEN NULL ELSE o.heir_id END
FROM (SELECT DISTINCT gone_id, heir_id FROM orphans) AS o
WHERE o.gone_id = d.origin_id;
UPDATE duplicates SET origin_id = NULL WHERE origin_id IN (FROM gone_articles);
DROP TABLE orphans;
