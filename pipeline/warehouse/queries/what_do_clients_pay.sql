-- What do clients pay for an hour or a task, and what do the workers get?
-- laborwire ask what-do-clients-pay
-- $platform (entity, optional): only what is charged through this one
SELECT c.platform, c.amount_text, c.currency, c.unit, c.role_class, c.n_claims, c.pay_median_low, c.pay_median_high,
       c.n_not_checked, c.source_id, c.published, c.article_id, c.sentence
FROM client_rates_and_pay AS c
WHERE c.is_counted
  AND ($platform::VARCHAR IS NULL OR c.platform_id = $platform)
ORDER BY c.platform NULLS LAST, c.published DESC, c.article_id, c.start, c.role_class;
