-- The view source_health as it stands in this snapshot, kept since it reads the whole warehouse.
CREATE TABLE memory.main.health AS
FROM source_health;
