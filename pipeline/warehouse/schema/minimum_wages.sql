-- What was the legal minimum wage at a place and time?
CREATE TABLE IF NOT EXISTS minimum_wages (
    place VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    subdivision VARCHAR,
    worker_class VARCHAR NOT NULL,
    amount DECIMAL(18, 6) NOT NULL,
    currency VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    confidence VARCHAR NOT NULL,
    gives_verdict BOOLEAN NOT NULL,
    evidence VARCHAR[] NOT NULL
);
COMMENT ON TABLE minimum_wages IS 'Dated minimum wages of data/minimum_wage.toml; a gap between rows means not known';
COMMENT ON COLUMN minimum_wages.place IS 'Place, as the evidence names it';
COMMENT ON COLUMN minimum_wages.country IS 'ISO 3166-1 alpha-2 country';
COMMENT ON COLUMN minimum_wages.subdivision IS 'ISO 3166-2 subdivision; null for a rate of the whole country';
COMMENT ON COLUMN minimum_wages.worker_class IS 'Whom it covers';
COMMENT ON COLUMN minimum_wages.amount IS 'Amount in units of currency';
COMMENT ON COLUMN minimum_wages.currency IS 'ISO 4217 code';
COMMENT ON COLUMN minimum_wages.unit IS 'hour, day or month';
COMMENT ON COLUMN minimum_wages.valid_from IS 'First day';
COMMENT ON COLUMN minimum_wages.valid_to IS 'Last day; null when no later rate is known, not a sign that it is still in force';
COMMENT ON COLUMN minimum_wages.confidence IS 'sourced, secondary or from_memory';
COMMENT ON COLUMN minimum_wages.gives_verdict IS 'True when it is the general legal rate for adults and not from memory; only such rows are compared with pay';
COMMENT ON COLUMN minimum_wages.evidence IS 'Where the rate was seen';
