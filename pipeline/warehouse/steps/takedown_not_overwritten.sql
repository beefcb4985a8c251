-- Does a warehouse know another digest of a capture than the archive, which wrote over it?
SELECT 1
FROM old.captures AS c
JOIN overwritten AS o ON o.id = c.id
WHERE c.payload_digest <> o.digest OR c.bytes_removed <> o.bytes
LIMIT 1;
