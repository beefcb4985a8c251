-- How many sources were read in the week's last night, how many pages were left out, and which articles were corrected or withdrawn?
-- $first and $after: the week's first day and the day after the digest is made (UTC). One row.
SELECT coalesce((SELECT arg_max(sources_read, started_at) FROM runs
                 WHERE command = 'nightly' AND started_at >= $first AND started_at < $after), 0) AS sources_read,
       (SELECT count(*) FROM articles WHERE is_withdrawn AND published >= $first AND published < $after) AS n_withdrawn,
       (SELECT count(*) FROM rejections WHERE reason = 'timed_out') AS n_timed_out;
