-- Of which sources may nothing be shown? $sources: further ones, by the rights of another snapshot.
CREATE OR REPLACE TEMP TABLE unshown_sources AS
SELECT id
FROM sources
WHERE rights = 'none' OR id IN (SELECT unnest($sources::VARCHAR[]));
