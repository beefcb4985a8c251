-- Which of these readings no longer stand? By whom, when, and the ids of the claims, parted by spaces.
-- Where a person had corrected a claim, what the reader had said is there already: see retire_corrected.
INSERT INTO pay_claims_superseded BY NAME
SELECT *, $by AS superseded_by, $at::TIMESTAMP AS superseded_at
FROM pay_claims
WHERE id IN (SELECT unnest(string_split($ids, ' ')))
  AND id NOT IN (SELECT id FROM pay_claims_superseded WHERE regexp_full_match(superseded_by, 'd[0-9a-f]{16}'));
