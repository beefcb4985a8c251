-- How many sources were read in the newest night of the week that did not fail, how many are known, and how many nights failed?
-- $first and $after: the week's first day and the day after the digest is made (UTC). One row.
SELECT coalesce(arg_max(sources_read, started_at) FILTER (state <> 'failed'), 0) AS sources_read,
       (SELECT count(*) FROM sources WHERE enabled) AS sources_known,
       count(*) FILTER (state = 'failed') AS nights_failed
FROM runs
WHERE command = 'nightly'
  AND started_at >= $first
  AND started_at < $after;
