-- What did people decide about pay claims?
SELECT id, verb, subject, value, who, "when", why
FROM decisions
WHERE verb IN ('accept', 'correct', 'reject')
ORDER BY "when", id;
