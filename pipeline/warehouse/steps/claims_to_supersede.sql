-- Which of these claims may a newer reading replace? What a person accepted or corrected stands for ever.
SELECT id
FROM pay_claims
WHERE id IN (SELECT unnest(?::VARCHAR[])) AND review_status NOT IN ('accepted', 'corrected')
ORDER BY id;
