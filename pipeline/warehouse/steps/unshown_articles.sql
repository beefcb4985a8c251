-- Of which article versions may nothing be shown? By the rights of each, and of its source.
CREATE OR REPLACE TEMP TABLE unshown AS
SELECT article_id AS id
FROM article_rights
WHERE rights = 'none'
UNION
SELECT id
FROM articles
WHERE source_id IN (SELECT id FROM unshown_sources);
