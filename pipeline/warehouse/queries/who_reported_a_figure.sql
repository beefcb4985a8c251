-- How many sources report a figure independently of each other, and who was first?
-- Change payer and amount.
WITH asked AS (
    SELECT 'outlier' AS payer_id, 15 AS amount
)
SELECT i.payer, i.role_class, i.amount_min, i.amount_max, i.bound, i.currency, i.unit,
       i.n_independent, i.origins, i.n_articles, i.n_from_republishers, i.first_published, i.first_source_id
FROM independent_sources AS i
JOIN asked ON asked.payer_id = i.payer_id AND asked.amount IN (i.amount_min, i.amount_max)
ORDER BY i.n_independent DESC, i.first_published;
