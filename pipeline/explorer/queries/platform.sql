-- Who is an entity, whose is it, and how many claims are there about it? $platform: its id.
SELECT e.id, e.name, e.type, e.aliases, p.id AS parent_id, p.name AS parent, e.relation, e.since,
       n.n_claims, n.n_printable, n.n_articles, n.n_not_attributed, n.n_naming
FROM snap.entities AS e
JOIN payers AS n ON n.id = e.id
LEFT JOIN snap.entities AS p ON p.id = e.parent
WHERE e.id = $platform;
