-- What may be shown of an article to others: nothing, its headline, one sentence, or a summary?
-- What its source allows, and no more than the policy allows where the publisher opted out of text and data mining or
-- of AI. The capture of its address that was seen last has the word: an opt-out that came later holds for what was read before.
CREATE OR REPLACE VIEW article_rights AS
WITH latest AS (
    SELECT url, arg_max(opt_outs, seen) AS opt_outs, arg_max(tdm_policy, seen) AS tdm_policy
    FROM (SELECT *, (coalesce(last_loaded_at, fetched_at), fetched_at, id) AS seen FROM captures)
    WHERE status = 200
    GROUP BY url
),
allowed AS (
    SELECT a.id, coalesce(l.opt_outs, []) AS opt_outs, coalesce(l.tdm_policy, '') AS tdm_policy,
           coalesce(s.rights, 'summary') AS rights,
           CASE WHEN len(coalesce(l.opt_outs, [])) > 0 THEN s.rights_if_opted_out ELSE 'summary' END AS policy
    FROM articles AS a
    LEFT JOIN latest AS l ON l.url = a.url
    LEFT JOIN sources AS s ON s.id = a.source_id
)
SELECT id AS article_id,
       -- The least of both; what belongs to no source and is reserved has no policy, and may show its headline alone.
       CASE WHEN rights = 'none' OR policy = 'none' THEN 'none'
            WHEN rights = 'summary' AND policy = 'summary' THEN 'summary'
            WHEN rights <> 'headline_only' AND policy <> 'headline_only' THEN 'excerpt'
            ELSE 'headline_only' END AS rights,
       len(opt_outs) > 0 AS is_opted_out, opt_outs, tdm_policy
FROM allowed;
COMMENT ON VIEW article_rights IS 'What may be shown of each article version to others, and what its publisher reserves';
COMMENT ON COLUMN article_rights.article_id IS 'Article version';
COMMENT ON COLUMN article_rights.rights IS 'none, headline_only, excerpt (one sentence) or summary';
COMMENT ON COLUMN article_rights.is_opted_out IS 'True when its publisher reserves anything (opt_outs)';
COMMENT ON COLUMN article_rights.opt_outs IS 'What its publisher reserves, as of the newest capture of its address (captures.opt_outs)';
COMMENT ON COLUMN article_rights.tdm_policy IS 'Address at which the publisher states its terms; empty when it states none';
