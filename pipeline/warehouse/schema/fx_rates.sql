-- What was a currency worth in US dollars on a day, or in a year?
CREATE TABLE IF NOT EXISTS fx_rates (
    currency VARCHAR NOT NULL,
    day DATE NOT NULL,
    period VARCHAR NOT NULL,
    units_per_usd DECIMAL(18, 8) NOT NULL,
    source VARCHAR NOT NULL
);
COMMENT ON TABLE fx_rates IS 'Exchange rates: reference rates of the European Central Bank by day, and annual averages of currencies that it does not quote';
COMMENT ON COLUMN fx_rates.currency IS 'ISO 4217 code';
COMMENT ON COLUMN fx_rates.day IS 'The day; for an annual average 1 January of the year';
COMMENT ON COLUMN fx_rates.period IS 'day or year';
COMMENT ON COLUMN fx_rates.units_per_usd IS 'Units of the currency per US dollar';
COMMENT ON COLUMN fx_rates.source IS 'Who published the rate';
