-- How many sources were read in the newest night of the week?
-- $first and $after: the week's first day and the day after the digest is made (UTC). One row.
SELECT coalesce(arg_max(sources_read, started_at), 0) AS sources_read
FROM runs
WHERE command = 'nightly'
  AND started_at >= $first
  AND started_at < $after;
