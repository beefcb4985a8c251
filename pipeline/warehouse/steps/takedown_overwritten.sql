-- What do captures hold by now that a take-down wrote over in the archive?
UPDATE captures AS c
SET payload_digest = o.digest, bytes_removed = o.bytes
FROM overwritten AS o
WHERE o.id = c.id;
