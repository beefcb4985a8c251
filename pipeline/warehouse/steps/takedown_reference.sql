-- From which files were rates and wages loaded?
INSERT INTO schema_version BY NAME
SELECT * FROM old.schema_version WHERE name LIKE 'reference/%';
