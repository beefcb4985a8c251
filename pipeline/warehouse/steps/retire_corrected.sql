-- Which readings that a person had corrected did a newer reader replace? By whom, when, and the ids of the claims, parted by spaces.
UPDATE pay_claims_superseded
SET superseded_by = $by, superseded_at = $at::TIMESTAMP
WHERE id IN (SELECT unnest(string_split($ids, ' '))) AND regexp_full_match(superseded_by, 'd[0-9a-f]{16}');
