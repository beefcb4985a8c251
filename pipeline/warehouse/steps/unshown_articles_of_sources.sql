-- Of which article versions may nothing be shown, by the rights of their sources alone?
CREATE OR REPLACE TEMP TABLE unshown AS
SELECT id
FROM articles
WHERE source_id IN (SELECT id FROM unshown_sources);
