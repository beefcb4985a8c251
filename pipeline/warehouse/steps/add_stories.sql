-- Which stories are named by people or by merges but by no membership yet?
INSERT INTO stories (id)
SELECT named.id
FROM (SELECT unnest(?::VARCHAR[]) AS id) AS named
WHERE named.id NOT IN (SELECT id FROM stories);
