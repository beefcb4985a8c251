-- Which decisions are about claims that are no longer read, or not read yet?
-- laborwire ask which-reviews-have-no-claim
-- claim = id of the claim that the decision is about
SELECT d."when", d.who, d.verb, d.subject AS claim, d.value, d.why
FROM decisions AS d
LEFT JOIN pay_claims AS c ON c.id = d.subject
WHERE d.verb IN ('accept', 'correct', 'reject') AND c.id IS NULL
ORDER BY d."when", d.id;
