-- Which of these mentions no longer stand? By what, when, and their ids, parted by spaces.
INSERT INTO mentions_superseded BY NAME
SELECT *, $by AS superseded_by, $at::TIMESTAMP AS superseded_at
FROM mentions
WHERE id IN (SELECT unnest(string_split($ids, ' ')));
