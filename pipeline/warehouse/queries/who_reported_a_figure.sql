-- How many sources report a figure independently of each other, and who was first?
-- laborwire ask who-reported-a-figure --platform outlier --amount 15
-- $platform (entity): whose pay
-- $amount (number): either end of the amount, in units of its currency
-- $currency (text, optional): ISO 4217 code, such as USD
-- $unit (text, optional): hour, day, week, month, year, task ...
SELECT i.payer, i.role_class, i.amount_min, i.amount_max, i.bound, i.currency, i.unit,
       i.n_independent, i.origins, i.n_articles, i.n_from_republishers, i.first_published, i.first_source_id,
       i.n_left_out, i.left_out
FROM independent_sources AS i
WHERE i.payer_id = $platform
  AND $amount IN (i.amount_min, i.amount_max)
  AND ($currency::VARCHAR IS NULL OR i.currency = upper($currency))
  AND ($unit::VARCHAR IS NULL OR i.unit = $unit)
ORDER BY i.n_independent DESC, i.first_published, i.role_class, i.unit, i.amount_min, i.amount_max;
