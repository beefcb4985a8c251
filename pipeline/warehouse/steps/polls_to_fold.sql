-- Which polls of days before today are to become one run a day, the last of them? Failed ones are told apart.
-- $now: the time of the load (UTC).
CREATE OR REPLACE TEMP TABLE folding AS
SELECT id, started_at,
       first_value(id) OVER day AS kept_id,
       max(sources_read) OVER day AS sources_read,
       count(*) OVER day AS n_polls
FROM runs
WHERE command = 'poll' AND state <> 'running' AND started_at < date_trunc('day', $now::TIMESTAMP)
WINDOW day AS (
    PARTITION BY date_trunc('day', started_at), state
    ORDER BY started_at DESC, id
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
)
QUALIFY n_polls > 1;
