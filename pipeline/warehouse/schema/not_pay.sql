-- Which money in the articles is not pay, and why not?
CREATE TABLE IF NOT EXISTS not_pay (
    article_id VARCHAR NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    sentence VARCHAR NOT NULL
);
COMMENT ON TABLE not_pay IS 'Money in an article that is not pay, with the reason: what the claim reader saw and left out';
COMMENT ON COLUMN not_pay.article_id IS 'Article version it stands in';
COMMENT ON COLUMN not_pay.start IS 'First character in articles.text';
COMMENT ON COLUMN not_pay."end" IS 'Character after the last one in articles.text';
COMMENT ON COLUMN not_pay.text IS 'The amount as it is written';
COMMENT ON COLUMN not_pay.reason IS 'client_rate, price, funding, revenue, fine, settlement, budget, prize, benefit, tax, aggregate, difference, vague or other';
COMMENT ON COLUMN not_pay.sentence IS 'The sentence it stands in';
