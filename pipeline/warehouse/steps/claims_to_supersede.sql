-- Which of these claims may a newer reading replace? Their ids are parted by spaces. What a person accepted or corrected stands for ever.
SELECT id
FROM pay_claims
WHERE id IN (SELECT unnest(string_split(?, ' '))) AND review_status NOT IN ('accepted', 'corrected')
ORDER BY id;
