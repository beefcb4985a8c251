-- The view source_health as it stands in this snapshot, kept since it reads the whole warehouse.
CREATE TABLE pages.main.health AS
FROM source_health;
