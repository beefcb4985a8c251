-- What are clients charged for the work, as opposed to what those who do it get?
CREATE TABLE IF NOT EXISTS client_rates (
    article_id VARCHAR NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    amount_text VARCHAR NOT NULL,
    amount_min DECIMAL(18, 6),
    amount_max DECIMAL(18, 6),
    currency VARCHAR,
    unit VARCHAR,
    sent_start INTEGER,
    sent_end INTEGER,
    sentence VARCHAR NOT NULL
);
COMMENT ON TABLE client_rates IS 'Prices that clients are charged for labelled data or for people, and the value of contracts between organisations; never pay';
COMMENT ON COLUMN client_rates.article_id IS 'Article version it stands in';
COMMENT ON COLUMN client_rates.start IS 'First character in articles.text';
COMMENT ON COLUMN client_rates."end" IS 'Character after the last one in articles.text';
COMMENT ON COLUMN client_rates.amount_text IS 'The amount as it is written';
COMMENT ON COLUMN client_rates.amount_min IS 'Lower end in units of currency; null for an open end, or when the reader did not say';
COMMENT ON COLUMN client_rates.amount_max IS 'Upper end in units of currency; null for an open end, or when the reader did not say';
COMMENT ON COLUMN client_rates.currency IS 'ISO 4217 code; null when the reader did not say';
COMMENT ON COLUMN client_rates.unit IS 'hour, day, week, month, year, task, word or audio_minute, when it stands beside the amount; else null';
COMMENT ON COLUMN client_rates.sent_start IS 'First character of the sentence in articles.text';
COMMENT ON COLUMN client_rates.sent_end IS 'Character after the sentence in articles.text';
COMMENT ON COLUMN client_rates.sentence IS 'The sentence it stands in';
