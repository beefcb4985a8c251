-- Which definitions and reference data was this warehouse made with?
CREATE TABLE IF NOT EXISTS schema_version (
    name VARCHAR NOT NULL,
    structure_digest VARCHAR NOT NULL,
    digest VARCHAR NOT NULL
);
COMMENT ON TABLE schema_version IS 'Every schema file, view and set of reference data that is in this warehouse, with its digest';
COMMENT ON COLUMN schema_version.name IS 'File, as schema/articles.sql, or data set, as reference/fx';
COMMENT ON COLUMN schema_version.structure_digest IS 'sha256 of the statement that makes the table, without comments and white space; empty for views and data';
COMMENT ON COLUMN schema_version.digest IS 'sha256 of the whole';
