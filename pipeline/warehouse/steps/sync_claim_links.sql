-- Do payer_candidates and claim_entities speak only of claims that stand?
-- A reading that another one superseded, or a taken-down article, leaves rows behind.
DELETE FROM payer_candidates WHERE claim_id NOT IN (SELECT id FROM pay_claims);
DELETE FROM claim_entities WHERE claim_id NOT IN (SELECT id FROM pay_claims);
