-- Which readings no longer stand? By whom, when, and the ids of the claims.
-- A claim that was corrected and then rejected has its reader's own row there already: the corrected one is no reading.
INSERT INTO pay_claims_superseded
SELECT *, ?, ?
FROM pay_claims
WHERE id IN (SELECT unnest(?::VARCHAR[]));
