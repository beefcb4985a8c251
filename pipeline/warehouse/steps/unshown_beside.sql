-- Which claims and addresses are hidden with these articles? And which copy, that may be shown, stands for an original
-- that may not? The earliest, as after a take-down.
CREATE OR REPLACE TEMP TABLE unshown_claims AS
SELECT id
FROM pay_claims
WHERE article_id IN (SELECT id FROM unshown);
CREATE OR REPLACE TEMP TABLE unshown_addresses AS
SELECT url AS address FROM articles WHERE id IN (SELECT id FROM unshown)
UNION
SELECT canonical_url FROM articles WHERE id IN (SELECT id FROM unshown)
UNION
SELECT url FROM captures WHERE source_id IN (SELECT id FROM unshown_sources)
UNION
SELECT final_url FROM captures WHERE source_id IN (SELECT id FROM unshown_sources);
CREATE OR REPLACE TEMP TABLE unshown_heirs AS
SELECT d.canonical_id AS gone_id, first(d.article_id ORDER BY a.published NULLS LAST, d.article_id) AS heir_id
FROM duplicates AS d
JOIN articles AS a ON a.id = d.article_id
WHERE d.canonical_id IN (SELECT id FROM unshown) AND d.article_id NOT IN (SELECT id FROM unshown)
GROUP BY d.canonical_id;
