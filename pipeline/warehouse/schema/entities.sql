-- Which platforms, employers, unions and projects do we know?
CREATE TABLE IF NOT EXISTS entities (
    id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    aliases VARCHAR[] NOT NULL,
    parent VARCHAR
);
COMMENT ON TABLE entities IS 'A platform, employer, union, project or other organisation of data/gazetteer.toml';
COMMENT ON COLUMN entities.id IS 'Short name, as in data/gazetteer.toml';
COMMENT ON COLUMN entities.name IS 'Name as it is printed';
COMMENT ON COLUMN entities.type IS 'platform, employer, bpo, client, union, worker_org, project or another type of the gazetteer';
COMMENT ON COLUMN entities.aliases IS 'Other names it goes by';
COMMENT ON COLUMN entities.parent IS 'Entity that owns or runs it';
