-- Which entities are called so? $name: a name or another name, in any case.
SELECT e.id
FROM snap.entities AS e
JOIN payers AS n ON n.id = e.id
WHERE lower(e.name) = lower($name)
   OR list_contains(list_transform(e.aliases, lambda other: lower(other)), lower($name));
