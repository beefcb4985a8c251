-- Whose pay lies below the legal minimum wage, and by how much?
SELECT b.payer, b.role_class, b.location, b.as_of, b.amount_text, b.verdict, b.shortfall_percent,
       b.wage, b.wage_currency, b.wage_unit, b.wage_class, b.compared, b.wage_confidence, b.sentence
FROM below_minimum_wage AS b
ORDER BY b.shortfall_percent DESC NULLS LAST, b.as_of DESC, b.id;
