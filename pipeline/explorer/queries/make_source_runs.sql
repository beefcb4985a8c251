-- The view source_runs as it stands in this snapshot, kept since it reads the whole warehouse.
CREATE TABLE pages.main.source_runs AS
FROM source_runs;
