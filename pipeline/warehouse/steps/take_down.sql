-- What must go when a person takes an article down? Its words and all that was read out of them.
-- The row stays, so that the article is not read in again and its permalink can say what happened.
CREATE OR REPLACE TEMP TABLE taken_down AS
SELECT id AS article_id
FROM articles
WHERE canonical_url IN (SELECT canonical_url FROM takedowns WHERE cause = 'decision');
DELETE FROM pay_claims WHERE article_id IN (SELECT article_id FROM taken_down);
DELETE FROM pay_claims_superseded WHERE article_id IN (SELECT article_id FROM taken_down);
DELETE FROM corrections_owed WHERE article_id IN (SELECT article_id FROM taken_down);
DELETE FROM client_rates WHERE article_id IN (SELECT article_id FROM taken_down);
DELETE FROM payer_candidates WHERE claim_id NOT IN (SELECT id FROM pay_claims);
DELETE FROM claim_entities WHERE claim_id NOT IN (SELECT id FROM pay_claims);
DELETE FROM not_pay WHERE article_id IN (SELECT article_id FROM taken_down);
DELETE FROM mentions WHERE article_id IN (SELECT article_id FROM taken_down);
DELETE FROM mentions_superseded WHERE article_id IN (SELECT article_id FROM taken_down);
DELETE FROM article_events WHERE article_id IN (SELECT article_id FROM taken_down);
DELETE FROM name_sightings WHERE article_id IN (SELECT article_id FROM taken_down);
DELETE FROM fingerprints WHERE article_id IN (SELECT article_id FROM taken_down);
DELETE FROM sketches WHERE article_id IN (SELECT article_id FROM taken_down);
DELETE FROM attributions WHERE article_id IN (SELECT article_id FROM taken_down);
DELETE FROM origin_links WHERE article_id IN (SELECT article_id FROM taken_down);
DELETE FROM origin_clues WHERE article_id IN (SELECT article_id FROM taken_down);
DELETE FROM article_vectors WHERE article_id IN (SELECT article_id FROM taken_down);
UPDATE articles
SET text = '', headline = '', authors = []
WHERE id IN (SELECT article_id FROM taken_down) AND (text <> '' OR headline <> '' OR len(authors) > 0);
DROP TABLE taken_down;
