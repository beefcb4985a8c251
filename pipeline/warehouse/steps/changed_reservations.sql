-- Of how many of these loaded pages are the opt-outs or the policy others by now? Captures, opt-outs and policies come
-- as three lists.
SELECT count(*)
FROM captures
JOIN (SELECT unnest($1::VARCHAR[]) AS id, unnest($2::VARCHAR[][]) AS opt_outs, unnest($3::VARCHAR[]) AS tdm_policy) AS again
    ON captures.id = again.id
WHERE captures.opt_outs IS DISTINCT FROM again.opt_outs OR captures.tdm_policy IS DISTINCT FROM again.tdm_policy;
