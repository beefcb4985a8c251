-- What did people decide about stories, the oldest first?
SELECT verb, subject, value
FROM decisions
WHERE verb IN ('merge', 'split', 'move')
ORDER BY "when", id;
