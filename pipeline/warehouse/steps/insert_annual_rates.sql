-- What was a currency worth in US dollars on the average of a year? Four lists: currency, 1 January, rate, source.
INSERT INTO fx_rates (currency, day, period, units_per_usd, source)
SELECT unnest(?::VARCHAR[]), unnest(?::DATE[]), 'year', unnest(?::DECIMAL(18, 8)[]), unnest(?::VARCHAR[]);
