-- How many counted claims name a payer that is not in the gazetteer, and how many name none?
SELECT count(*) FILTER (platform IS NOT NULL AND NOT is_known_payer) AS n_unknown,
       count(*) FILTER (platform IS NULL) AS n_not_named
FROM claims
WHERE is_counted;
