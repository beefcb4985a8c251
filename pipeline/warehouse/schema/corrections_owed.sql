-- Which figures of a published digest does a newer claim reader read otherwise, or did a person correct or reject?
CREATE TABLE IF NOT EXISTS corrections_owed (
    claim_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    week VARCHAR NOT NULL,
    shown_in VARCHAR NOT NULL,
    before VARCHAR NOT NULL,
    after VARCHAR,
    proposal VARCHAR NOT NULL,
    owed_since TIMESTAMP NOT NULL
);
COMMENT ON TABLE corrections_owed IS 'Pay claims that stood in a written digest and whose figure, payer, unit or direction changed or vanished, because the archive was read again or a person decided so; digests/WEEK/corrections.jsonl says which digest told it';
COMMENT ON COLUMN corrections_owed.claim_id IS 'Claim as the digest had it (pay_claims.id, or pay_claims_superseded.id when it is gone)';
COMMENT ON COLUMN corrections_owed.article_id IS 'Article version it stands in';
COMMENT ON COLUMN corrections_owed.week IS 'ISO week of the digest';
COMMENT ON COLUMN corrections_owed.shown_in IS 'Where the digest showed it: lead, changes, alerts, table, chart or story';
COMMENT ON COLUMN corrections_owed.before IS 'What the digest stated';
COMMENT ON COLUMN corrections_owed.after IS 'What stands at its place now; null when no pay claim does; the same as before when a correction that was told is taken back';
COMMENT ON COLUMN corrections_owed.proposal IS 'Reprocessing that changed it, or the latest decision about it (decisions.id)';
COMMENT ON COLUMN corrections_owed.owed_since IS 'When that took effect, or was decided (UTC)';
