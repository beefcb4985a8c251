-- Does client_rates hold what not_pay says clients are charged, and nothing else?
-- Loads bring the rows with their amounts; a reading that another one superseded, or a warehouse from before the table,
-- leaves rows to be taken out or put in.
DELETE FROM client_rates AS r
WHERE NOT EXISTS (SELECT 1 FROM not_pay AS n
                  WHERE n.article_id = r.article_id AND n.start = r.start AND n."end" = r."end" AND n.reason = 'client_rate');
INSERT INTO client_rates (article_id, start, "end", amount_text, sentence)
SELECT n.article_id, n.start, n."end", n.text, n.sentence
FROM not_pay AS n
WHERE n.reason = 'client_rate'
  AND NOT EXISTS (SELECT 1 FROM client_rates AS r
                  WHERE r.article_id = n.article_id AND r.start = n.start AND r."end" = n."end");
