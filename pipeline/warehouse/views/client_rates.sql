-- What do clients pay for the work, as opposed to those who do it?
CREATE OR REPLACE VIEW client_rates AS
SELECT n.article_id, n.start, n."end", n.text AS amount_text, n.sentence,
       a.source_id, a.headline, a.url, a.published, s.is_counted
FROM not_pay AS n
JOIN articles AS a ON a.id = n.article_id
JOIN article_standing AS s ON s.article_id = n.article_id
WHERE n.reason = 'client_rate';
COMMENT ON VIEW client_rates IS 'Prices that clients are charged for labelled data or for people, each with its sentence; never pay';
COMMENT ON COLUMN client_rates.article_id IS 'Article version it stands in';
COMMENT ON COLUMN client_rates.start IS 'First character in articles.text';
COMMENT ON COLUMN client_rates."end" IS 'Character after the last one in articles.text';
COMMENT ON COLUMN client_rates.amount_text IS 'The amount as it is written';
COMMENT ON COLUMN client_rates.sentence IS 'The sentence it stands in';
COMMENT ON COLUMN client_rates.source_id IS 'Source that published it';
COMMENT ON COLUMN client_rates.headline IS 'Headline of the article';
COMMENT ON COLUMN client_rates.url IS 'Address of the article';
COMMENT ON COLUMN client_rates.published IS 'When the article was published (UTC)';
COMMENT ON COLUMN client_rates.is_counted IS 'False for copies, older versions and withdrawn articles';
