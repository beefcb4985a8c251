-- How many sources stand behind a figure independently of each other?
-- One row per payer, amount, currency, unit and kind of work. Copies, rewrites and translations go back to the article
-- they were made from, and "according to X" to the source X, in the archive or not; sources that only re-publish stand behind nothing.
-- Denied and hypothetical claims, older versions and withdrawn articles are in n_left_out; claims without a payer and
-- those that a person rejected stand behind no figure.
CREATE OR REPLACE VIEW independent_sources AS
WITH reports AS (
    SELECT coalesce(u.payer_id, lower(u.payer)) AS payer_key, u.payer, u.payer_id, u.role_class,
           u.amount_min, u.amount_max, u.bound, u.currency, u.unit,
           u.id, u.article_id, u.published, u.source_id,
           -- Who is cited, when it is one of our sources; else who published the first version of these words.
           coalesce(cited.id, o.origin) AS origin,
           CASE WHEN cited.id IS NULL AND NOT o.is_archived THEN o.origin END AS absent_origin,
           -- A re-publisher's article whose original we do not have vouches for nothing.
           CASE WHEN cited.id IS NULL THEN o.is_unfounded ELSE cited.source_class = 'republisher' END AS is_unfounded,
           CASE
               WHEN a.is_withdrawn THEN 'article was withdrawn'
               WHEN NOT a.is_current THEN 'article has a newer version'
               WHEN u.modality IN ('denied', 'hypothetical') THEN u.modality
               -- A figure that was changed on the way confirms nothing, and nobody else has it.
               WHEN x.id IS NOT NULL THEN 'differs from the article it was made from'
           END AS why_left_out
    FROM pay_claims_usd AS u
    JOIN articles AS a ON a.id = u.article_id
    JOIN article_origins AS o ON o.article_id = u.article_id
    LEFT JOIN derived_claims AS x ON x.id = u.id
    JOIN claim_checks AS k ON k.id = u.id
    LEFT JOIN sources AS cited ON lower(cited.name) = lower(u.attribution_name)
    WHERE u.payer IS NOT NULL AND k.review_status <> 'rejected'
),
left_out AS (
    SELECT payer_key, role_class, amount_min, amount_max, bound, currency, unit, sum(n)::BIGINT AS n,
           string_agg(why_left_out || ': ' || n, '; ' ORDER BY n DESC, why_left_out) AS reasons
    FROM (SELECT payer_key, role_class, amount_min, amount_max, bound, currency, unit, why_left_out, count(*) AS n
          FROM reports
          WHERE why_left_out IS NOT NULL
          GROUP BY ALL) AS counted
    GROUP BY ALL
),
figures AS (
    SELECT payer_key, first(payer ORDER BY published NULLS LAST, id) AS payer, any_value(payer_id) AS payer_id, role_class,
           amount_min, amount_max, bound, currency, unit,
           count(DISTINCT origin) FILTER (NOT is_unfounded) AS n_independent,
           list_sort(list(DISTINCT origin) FILTER (NOT is_unfounded)) AS origins,
           coalesce(list_sort(list(DISTINCT absent_origin) FILTER (absent_origin IS NOT NULL)), []) AS origins_not_archived,
           count(DISTINCT article_id) AS n_articles,
           count(DISTINCT article_id) FILTER (is_unfounded) AS n_from_republishers,
           min(published) AS first_published,
           first(source_id ORDER BY published NULLS LAST, id) AS first_source_id,
           list(id ORDER BY published NULLS LAST, id) AS claim_ids
    FROM reports
    WHERE why_left_out IS NULL
    GROUP BY payer_key, role_class, amount_min, amount_max, bound, currency, unit
)
SELECT f.payer, f.payer_id, f.role_class, f.amount_min, f.amount_max, f.bound, f.currency, f.unit,
       f.n_independent, f.origins, f.n_articles, f.n_from_republishers, f.first_published, f.first_source_id, f.claim_ids,
       coalesce(o.n, 0) AS n_left_out, o.reasons AS left_out, f.origins_not_archived
FROM figures AS f
LEFT JOIN left_out AS o
    ON o.payer_key = f.payer_key AND o.role_class = f.role_class AND o.bound = f.bound AND o.currency = f.currency
   AND o.unit = f.unit AND o.amount_min IS NOT DISTINCT FROM f.amount_min
   AND o.amount_max IS NOT DISTINCT FROM f.amount_max;
COMMENT ON VIEW independent_sources IS 'Figures and how many sources report them independently of each other';
COMMENT ON COLUMN independent_sources.payer IS 'Who pays, in the words of the first report';
COMMENT ON COLUMN independent_sources.payer_id IS 'Entity that payer names';
COMMENT ON COLUMN independent_sources.role_class IS 'Kind of work';
COMMENT ON COLUMN independent_sources.amount_min IS 'Lower end in units of currency; null for an open end';
COMMENT ON COLUMN independent_sources.amount_max IS 'Upper end in units of currency; null for an open end';
COMMENT ON COLUMN independent_sources.bound IS 'Bound of the amount';
COMMENT ON COLUMN independent_sources.currency IS 'ISO 4217 code';
COMMENT ON COLUMN independent_sources.unit IS 'Unit of the amount';
COMMENT ON COLUMN independent_sources.n_independent IS 'Sources that report it independently of each other';
COMMENT ON COLUMN independent_sources.origins IS 'Those sources; "article ..." for one that belongs to no source';
COMMENT ON COLUMN independent_sources.n_articles IS 'All articles that give the figure, copies and rewrites too';
COMMENT ON COLUMN independent_sources.n_from_republishers IS 'How many of them come from re-publishers whose original is not in the archive';
COMMENT ON COLUMN independent_sources.first_published IS 'When the figure came up first (UTC)';
COMMENT ON COLUMN independent_sources.first_source_id IS 'Source that had it first';
COMMENT ON COLUMN independent_sources.claim_ids IS 'The claims, oldest first';
COMMENT ON COLUMN independent_sources.n_left_out IS 'Claims with the same figure that are not counted';
COMMENT ON COLUMN independent_sources.left_out IS 'Why, with the number of each';
COMMENT ON COLUMN independent_sources.origins_not_archived IS 'Those of origins that articles credit, and whose own article is not in the archive';
