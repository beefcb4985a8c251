-- Who may pay a claim whose payer is missing or unknown, going by where else the article names platforms and employers?
CREATE TABLE IF NOT EXISTS payer_candidates (
    claim_id VARCHAR NOT NULL,
    rank INTEGER NOT NULL,
    entity_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    distance INTEGER NOT NULL
);
COMMENT ON TABLE payer_candidates IS 'Platforms and employers that may pay a claim without a known payer: places to look, never merged into pay_claims.payer';
COMMENT ON COLUMN payer_candidates.claim_id IS 'Claim (pay_claims.id, not pay_claims.claim_id)';
COMMENT ON COLUMN payer_candidates.rank IS '1 for the likeliest, at most 5';
COMMENT ON COLUMN payer_candidates.entity_id IS 'Entity (entities.id)';
COMMENT ON COLUMN payer_candidates.name IS 'Its name in the gazetteer';
COMMENT ON COLUMN payer_candidates.reason IS 'What speaks for it most: only (no other is named), same_paragraph, title, most_named, lead, nearest_before, nearest_after or named';
COMMENT ON COLUMN payer_candidates.distance IS 'Sentences between the amount and the nearest place where it is named; 0 is the same sentence';
