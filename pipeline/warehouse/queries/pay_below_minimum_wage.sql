-- Whose pay lies below the legal minimum wage, and by how much?
-- laborwire ask pay-below-minimum-wage
-- $platform (entity, optional): only what it pays
SELECT b.payer, b.role_class, b.location, b.as_of, b.amount_text, b.verdict, b.shortfall_percent,
       b.wage, b.wage_currency, b.wage_unit, b.wage_class, b.compared, b.wage_confidence, b.article_id, b.sentence
FROM below_minimum_wage AS b
WHERE $platform::VARCHAR IS NULL OR b.payer_id = $platform
ORDER BY b.shortfall_percent DESC NULLS LAST, b.as_of DESC, b.id;
