-- Whose reader's own reading is told anew? The ids of the claims are parted by spaces.
DELETE FROM pay_claims_superseded
WHERE id IN (SELECT unnest(string_split(?, ' '))) AND regexp_full_match(superseded_by, 'd[0-9a-f]{16}');
