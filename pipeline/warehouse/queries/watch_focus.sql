-- Which claims are new to the alerts: in articles read since they were last looked for, or decided about since?
-- $since: when the newest article that was looked at had been loaded; $decided: claims decided about since then.
-- A warehouse that was made anew has loaded all it has: there only what was fetched since is new.
WITH made AS (
    SELECT min(loaded_at) > $since AS is_anew FROM articles
)
SELECT c.id, c.article_id, coalesce(c.payer_id, lower(c.payer)) AS payer_key, a.published,
       least(a.published::DATE,
             coalesce(TRY_CAST(split_part(c.time, '/', 1) AS DATE), TRY_CAST(split_part(c.time, '/', 2) AS DATE))) AS speaks_of
FROM pay_claims AS c
JOIN articles AS a ON a.id = c.article_id
LEFT JOIN captures AS f ON f.id = a.capture_id
CROSS JOIN made
WHERE (a.loaded_at >= $since AND (NOT made.is_anew OR f.fetched_at >= $since))
   OR c.id IN (SELECT unnest($decided::VARCHAR[]));
