-- Whose reader's own reading is told anew? The ids of the claims come as a list.
DELETE FROM pay_claims_superseded
WHERE id IN (SELECT unnest(?::VARCHAR[])) AND regexp_full_match(superseded_by, 'd[0-9a-f]{16}');
