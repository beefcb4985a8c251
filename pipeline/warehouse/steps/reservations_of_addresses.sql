-- What do the publishers of these addresses reserve, by the page of each that was seen last? As `article_rights` has it.
-- One row per address that was loaded. Addresses come as a list.
SELECT url,
       arg_max(opt_outs, (coalesce(last_loaded_at, fetched_at), fetched_at, id)) AS opt_outs,
       arg_max(tdm_policy, (coalesce(last_loaded_at, fetched_at), fetched_at, id)) AS tdm_policy
FROM captures
WHERE status = 200 AND url IN (SELECT unnest($1::VARCHAR[]))
GROUP BY url;
