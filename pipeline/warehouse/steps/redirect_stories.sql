-- Where does each given-up story lead? (old, into) pairs with chains already followed come as two lists.
UPDATE stories
SET merged_into = redirect.target
FROM (SELECT s.id, r.target
      FROM stories AS s
      LEFT JOIN (SELECT unnest(?::VARCHAR[]) AS old, unnest(?::VARCHAR[]) AS target) AS r ON r.old = s.id) AS redirect
WHERE stories.id = redirect.id
  AND stories.merged_into IS DISTINCT FROM redirect.target;
