-- Whose words are the figures in a story: workers', unions', the company's, papers', or the reporter's own?
-- One row per story and voice. Claims in copies and older versions are in n_left_out.
CREATE OR REPLACE VIEW voices AS
WITH named AS (
    SELECT DISTINCT article_id, lower(text) AS name, label
    FROM mentions
    WHERE label = 'UNION'
),
company_names AS (
    SELECT id, lower(name) AS name FROM entities
    UNION
    SELECT id, lower(unnest(aliases)) FROM entities
),
spoken AS (
    SELECT m.story_id, c.id, c.article_id, c.attribution_name, c.quote, k.is_counted,
           CASE
               WHEN c.attribution_type <> 'speaker' THEN c.attribution_type
               WHEN lower(c.attribution_name) = lower(c.payer)
                    OR list_contains(list_transform(c.payer_alt, lambda other: lower(other)), lower(c.attribution_name))
                    OR EXISTS (SELECT 1 FROM company_names AS n
                               WHERE n.id = c.payer_id AND n.name = lower(c.attribution_name))
                    OR regexp_matches(lower(c.attribution_name), '\b(company|firm|agency|spokes\w+|recruiters?|managers?|management|employers?|executives?|ceo|founders?|start-?up)\b')
                    THEN 'company'
               WHEN u.name IS NOT NULL
                    OR regexp_matches(lower(c.attribution_name), '\b(unions?|organi[sz]ers?|worker\w* association|guild)\b')
                    THEN 'union'
               WHEN lower(c.attribution_name) = lower(c.worker)
                    OR c.attribution_name IS NULL
                    OR regexp_matches(lower(c.attribution_name), '^(he|she|they|i|we)$|\b(workers?|employees?|staff|contractors?|freelancers?|tutors?|trainers?|raters?|annotat\w+|label\w+|moderators?|taskers?)\b')
                    THEN 'worker'
               ELSE 'other speaker'
           END AS voice
    FROM pay_claims AS c
    JOIN claim_checks AS k ON k.id = c.id
    JOIN story_articles AS m ON m.article_id = c.article_id
    LEFT JOIN named AS u ON u.article_id = c.article_id AND u.name = lower(c.attribution_name)
)
SELECT story_id, voice,
       count(*) FILTER (is_counted) AS n_claims,
       count(DISTINCT article_id) FILTER (is_counted) AS n_articles,
       count(*) FILTER (is_counted AND quote) AS n_quoted,
       coalesce(list_sort(list(DISTINCT attribution_name) FILTER (is_counted AND attribution_name IS NOT NULL)), []) AS names,
       count(*) FILTER (NOT is_counted) AS n_left_out
FROM spoken
GROUP BY story_id, voice;
COMMENT ON VIEW voices IS 'Who the figures of each story come from';
COMMENT ON COLUMN voices.story_id IS 'Story';
COMMENT ON COLUMN voices.voice IS 'worker, union, company, other speaker, document or reporter';
COMMENT ON COLUMN voices.n_claims IS 'Pay claims in that voice';
COMMENT ON COLUMN voices.n_articles IS 'Articles they stand in';
COMMENT ON COLUMN voices.n_quoted IS 'How many of them stand in quotation marks';
COMMENT ON COLUMN voices.names IS 'Speakers and documents by name';
COMMENT ON COLUMN voices.n_left_out IS 'Claims in copies, older versions and withdrawn articles, or rejected by a person: not counted';
