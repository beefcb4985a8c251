-- What had the reader said of the claims that people corrected?
SELECT *
FROM pay_claims_superseded
WHERE regexp_full_match(superseded_by, 'd[0-9a-f]{16}');
