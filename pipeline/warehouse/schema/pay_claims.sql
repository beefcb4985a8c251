-- Who says that somebody is, was, should be or is not paid how much for work, and in which sentence?
CREATE TABLE IF NOT EXISTS pay_claims (
    id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    amount_text VARCHAR NOT NULL,
    sent_start INTEGER NOT NULL,
    sent_end INTEGER NOT NULL,
    sentence VARCHAR NOT NULL,
    amount_min DECIMAL(18, 6),
    amount_max DECIMAL(18, 6),
    bound VARCHAR NOT NULL,
    approx BOOLEAN NOT NULL,
    currency VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    unit_implied BOOLEAN NOT NULL,
    kind VARCHAR NOT NULL,
    change_role VARCHAR,
    linked_to VARCHAR,
    payer VARCHAR,
    payer_alt VARCHAR[] NOT NULL,
    payer_optional BOOLEAN NOT NULL,
    payer_id VARCHAR,
    worker VARCHAR,
    project VARCHAR,
    location VARCHAR,
    time VARCHAR,
    attribution_type VARCHAR NOT NULL,
    attribution_name VARCHAR,
    quote BOOLEAN NOT NULL,
    modality VARCHAR NOT NULL,
    alt STRUCT(amount_min DECIMAL(18, 6), amount_max DECIMAL(18, 6), currency VARCHAR)[] NOT NULL,
    rule_ids VARCHAR[] NOT NULL,
    extractor_version VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    review_status VARCHAR NOT NULL DEFAULT 'unreviewed',
    corrected_fields VARCHAR[] NOT NULL DEFAULT []
);
COMMENT ON TABLE pay_claims IS 'One statement that somebody is, was, will be, should be or is not paid a stated amount for work, as docs/pay-claims.md defines it: the reading that stands, with what people corrected';
COMMENT ON COLUMN pay_claims.id IS 'c + 16 hexadecimal digits: hash of article, span, amounts, currency and unit as the reader found them; a correction does not change it';
COMMENT ON COLUMN pay_claims.article_id IS 'Article version it stands in';
COMMENT ON COLUMN pay_claims.claim_id IS 'c1, c2 ... in text order within the article';
COMMENT ON COLUMN pay_claims.start IS 'First character of the amount in articles.text';
COMMENT ON COLUMN pay_claims."end" IS 'Character after the amount in articles.text';
COMMENT ON COLUMN pay_claims.amount_text IS 'The amount as it is written';
COMMENT ON COLUMN pay_claims.sent_start IS 'First character of the evidence sentence in articles.text';
COMMENT ON COLUMN pay_claims.sent_end IS 'Character after the evidence sentence in articles.text';
COMMENT ON COLUMN pay_claims.sentence IS 'The evidence sentence';
COMMENT ON COLUMN pay_claims.amount_min IS 'Lower end in units of currency; null for an open end ("up to $20")';
COMMENT ON COLUMN pay_claims.amount_max IS 'Upper end in units of currency; null for an open end ("at least $20")';
COMMENT ON COLUMN pay_claims.bound IS 'exact, range, up_to, under, at_least, over, as_low_as or figures ("six figures")';
COMMENT ON COLUMN pay_claims.approx IS 'True for "about", "around", "estimated"';
COMMENT ON COLUMN pay_claims.currency IS 'ISO 4217 code';
COMMENT ON COLUMN pay_claims.unit IS 'hour, day, week, month, year, task, word, audio_minute, project or unknown';
COMMENT ON COLUMN pay_claims.unit_implied IS 'True when the unit does not stand beside this amount';
COMMENT ON COLUMN pay_claims.kind IS 'change, owed, bonus, statutory_minimum, average, posted_range, offered_rate or reported_earnings';
COMMENT ON COLUMN pay_claims.change_role IS 'from, to or delta; only for kind change';
COMMENT ON COLUMN pay_claims.linked_to IS 'claim_id of the other end of a change, within the same article';
COMMENT ON COLUMN pay_claims.payer IS 'Who pays, shortest name in the text; null when a law sets the amount or nobody is named';
COMMENT ON COLUMN pay_claims.payer_alt IS 'Further payers, parent, agency, end client';
COMMENT ON COLUMN pay_claims.payer_optional IS 'True when the payer is only described or inferred, or is a marketplace';
COMMENT ON COLUMN pay_claims.payer_id IS 'Entity that payer names';
COMMENT ON COLUMN pay_claims.worker IS 'Who is paid, in the words of the text';
COMMENT ON COLUMN pay_claims.project IS 'Named project or programme';
COMMENT ON COLUMN pay_claims.location IS 'Place of the work, in the words of the text';
COMMENT ON COLUMN pay_claims.time IS 'When the pay applied: ISO 8601 interval start/end of dates, .. for an open end; null when the text does not say';
COMMENT ON COLUMN pay_claims.attribution_type IS 'Who says it: speaker, document or reporter';
COMMENT ON COLUMN pay_claims.attribution_name IS 'Name of the speaker or document';
COMMENT ON COLUMN pay_claims.quote IS 'True when the amount stands inside quotation marks';
COMMENT ON COLUMN pay_claims.modality IS 'asserted, alleged, denied, hypothetical, demanded, planned or promised';
COMMENT ON COLUMN pay_claims.alt IS 'The same money in other currencies, as the text gives it';
COMMENT ON COLUMN pay_claims.rule_ids IS 'Rules that read it';
COMMENT ON COLUMN pay_claims.extractor_version IS 'Version of the claim reader';
COMMENT ON COLUMN pay_claims.confidence IS '0 to 1: how sure the reader is of this claim';
COMMENT ON COLUMN pay_claims.review_status IS 'unreviewed, accepted, corrected or rejected: the latest word of a person (table decisions)';
COMMENT ON COLUMN pay_claims.corrected_fields IS 'Columns in which a person departed from the reader; what the reader had said is in pay_claims_superseded';
