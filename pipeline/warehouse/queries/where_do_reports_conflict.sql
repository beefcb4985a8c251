-- Where do independent reports give amounts for the same pay that cannot both hold?
-- laborwire ask where-do-reports-conflict
-- $platform (entity, optional): only about its pay
SELECT c.payer_id, c.role_class, c.project, c.location, c.month, c.unit, c.currency, c.conflict, c.at_least_times, c.days_apart,
       c.low_amount_text, c.low_kind, c.low_origin, c.high_amount_text, c.high_kind, c.high_origin
FROM pay_conflicts AS c
WHERE $platform::VARCHAR IS NULL OR c.payer_id = $platform
ORDER BY c.at_least_times DESC NULLS LAST, c.payer_id, c.low_id, c.high_id;
