-- What is each of these pages reserved for since it was seen again? Captures, opt-outs and policies come as three lists.
UPDATE captures
SET opt_outs = again.opt_outs, tdm_policy = again.tdm_policy
FROM (SELECT unnest(?::VARCHAR[]) AS id, unnest(?::VARCHAR[][]) AS opt_outs, unnest(?::VARCHAR[]) AS tdm_policy) AS again
WHERE captures.id = again.id
  AND (captures.opt_outs <> again.opt_outs OR captures.tdm_policy <> again.tdm_policy);
