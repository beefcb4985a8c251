-- Has a warehouse of an earlier version a capture that the archive wrote over?
SELECT 1
FROM old.captures AS c
JOIN overwritten AS o ON o.id = c.id
LIMIT 1;
