-- Where do independent reports give amounts for the same pay that cannot both hold?
SELECT c.payer_id, c.role_class, c.unit, c.currency, c.conflict, c.at_least_times, c.days_apart,
       c.low_amount_text, c.low_kind, c.low_source_id, c.high_amount_text, c.high_kind, c.high_source_id
FROM pay_conflicts AS c
ORDER BY c.at_least_times DESC NULLS LAST, c.payer_id;
