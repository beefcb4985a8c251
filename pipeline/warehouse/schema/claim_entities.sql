-- Which role, project and place do the words of a claim name?
CREATE TABLE IF NOT EXISTS claim_entities (
    claim_id VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    entity_id VARCHAR NOT NULL,
    country VARCHAR
);
COMMENT ON TABLE claim_entities IS 'Words of a claim linked to what is known; the payer''s link is pay_claims.payer_id, and people have none';
COMMENT ON COLUMN claim_entities.claim_id IS 'Claim (pay_claims.id, not pay_claims.claim_id)';
COMMENT ON COLUMN claim_entities.field IS 'Column of pay_claims: worker, project or location';
COMMENT ON COLUMN claim_entities.words IS 'What the column said when it was read; the link holds as long as it still does';
COMMENT ON COLUMN claim_entities.entity_id IS 'Id of the role or project in data/gazetteer.toml; for a location, places.name';
COMMENT ON COLUMN claim_entities.country IS 'ISO 3166-1 alpha-2 country of a location';
