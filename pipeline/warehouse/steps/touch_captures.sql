-- What is each of these pages reserved for since it was seen again? Captures, opt-outs and policies come as three
-- lists, the fourth value is the time.
UPDATE captures
SET opt_outs = again.opt_outs, tdm_policy = again.tdm_policy, last_loaded_at = $4
FROM (SELECT unnest($1::VARCHAR[]) AS id, unnest($2::VARCHAR[][]) AS opt_outs, unnest($3::VARCHAR[]) AS tdm_policy) AS again
WHERE captures.id = again.id;
