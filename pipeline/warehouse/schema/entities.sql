-- Which platforms, employers, unions and projects do we know?
CREATE TABLE IF NOT EXISTS entities (
    id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    aliases VARCHAR[] NOT NULL,
    parent VARCHAR,
    relation VARCHAR DEFAULT NULL,
    since VARCHAR DEFAULT NULL,
    owner VARCHAR DEFAULT NULL,
    owned_since DATE DEFAULT NULL
);
COMMENT ON TABLE entities IS 'A platform, employer, union, project or other organisation of data/gazetteer.toml';
COMMENT ON COLUMN entities.id IS 'Short name, as in data/gazetteer.toml';
COMMENT ON COLUMN entities.name IS 'Name as it is printed';
COMMENT ON COLUMN entities.type IS 'platform, employer, bpo, client, union, worker_org, project or another type of the gazetteer';
COMMENT ON COLUMN entities.aliases IS 'Other names it goes by';
COMMENT ON COLUMN entities.parent IS 'Entity that it is related to';
COMMENT ON COLUMN entities.relation IS 'What it is to its parent: subsidiary, brand of, acquired by, project of ...';
COMMENT ON COLUMN entities.since IS 'Since when, as the sources say it: 2019-03, or 2020-11/2021-03 for announced and completed';
COMMENT ON COLUMN entities.owner IS 'Parent, where the relation means that it owns or runs it; an offer to buy does not';
COMMENT ON COLUMN entities.owned_since IS 'First day of the month since which it does for sure; null when no date is known';
