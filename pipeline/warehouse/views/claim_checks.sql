-- What stands between each claim and print?
-- One row per claim; an empty list means that a reporter may print it as it stands. What a person accepted or
-- corrected stands above the confidence of the reader, and a rejection above everything.
CREATE OR REPLACE VIEW claim_checks AS
WITH read AS (
    SELECT *, review_status IN ('accepted', 'corrected') AS is_vouched_for
    FROM pay_claims
),
-- Reports of a figure that do not go back to each other.
confirmed AS (
    SELECT coalesce(c.payer_id, lower(c.payer)) AS payer_key, c.amount_min, c.amount_max, c.currency, c.unit,
           count(DISTINCT o.origin) AS n_origins
    FROM pay_claims AS c
    JOIN article_origins AS o ON o.article_id = c.article_id
    WHERE c.modality = 'asserted' AND c.review_status <> 'rejected' AND NOT o.is_unfounded
      AND c.id NOT IN (SELECT id FROM derived_claims)
    GROUP BY ALL
),
checked AS (
    SELECT c.id, c.article_id, c.review_status, s.is_counted,
           [CASE WHEN c.review_status = 'rejected' THEN 'rejected by a person' END,
            CASE WHEN c.modality <> 'asserted' THEN 'not asserted: ' || c.modality END,
            CASE WHEN c.payer IS NULL THEN 'payer not named' END,
            -- A capitalised word beside a figure is not yet a payer: only a name that we know vouches for itself.
            CASE WHEN c.payer IS NOT NULL AND c.payer_id IS NULL AND NOT c.is_vouched_for
                 THEN 'payer not in the gazetteer' END,
            CASE WHEN c.time IS NULL AND (a.published IS NULL OR a.published_is_fallback) THEN 'date not known' END,
            s.why_not_counted,
            CASE WHEN src.source_class = 'republisher' THEN 'from a re-publisher' END,
            CASE WHEN x.id IS NOT NULL THEN 'differs from the article it was made from: ' || array_to_string(x.differs, ', ') END,
            CASE WHEN NOT o.is_archived AND coalesce(n.n_origins, 0) < 2 AND NOT c.is_vouched_for
                 THEN 'its origin, ' || o.origin_name || ', is not in the archive' END,
            CASE WHEN c.confidence < printable_confidence() AND NOT c.is_vouched_for
                 THEN 'confidence below ' || printable_confidence() END,
            CASE WHEN a.text_confidence < printable_text() AND NOT c.is_vouched_for
                 THEN 'the text of its page is doubtful: confidence ' || round(a.text_confidence, 2) END,
            CASE WHEN doubtful_words(c.sentence) <> '' AND NOT c.is_vouched_for
                 THEN 'its sentence says "' || doubtful_words(c.sentence) || '": read it first' END,
            CASE WHEN c.unit = 'unknown' AND NOT c.is_vouched_for THEN 'no unit stated' END,
            CASE WHEN c.amount_min > c.amount_max THEN 'its ends are out of order' END] AS reasons
    FROM read AS c
    JOIN articles AS a ON a.id = c.article_id
    JOIN article_standing AS s ON s.article_id = c.article_id
    JOIN article_origins AS o ON o.article_id = c.article_id
    LEFT JOIN derived_claims AS x ON x.id = c.id
    LEFT JOIN confirmed AS n
        ON n.payer_key = coalesce(c.payer_id, lower(c.payer)) AND n.currency = c.currency AND n.unit = c.unit
       AND n.amount_min IS NOT DISTINCT FROM c.amount_min AND n.amount_max IS NOT DISTINCT FROM c.amount_max
    LEFT JOIN sources AS src ON src.id = a.source_id
)
SELECT id, article_id, is_counted AND review_status <> 'rejected' AS is_counted,
       list_filter(reasons, lambda reason: reason IS NOT NULL) AS why_not, review_status
FROM checked;
COMMENT ON VIEW claim_checks IS 'For each pay claim: whether it is counted in totals, and every reason why it may not be printed as it stands';
COMMENT ON COLUMN claim_checks.id IS 'Claim (pay_claims.id)';
COMMENT ON COLUMN claim_checks.article_id IS 'Article version it stands in';
COMMENT ON COLUMN claim_checks.is_counted IS 'False for claims in copies, older versions and withdrawn articles, and for those that a person rejected';
COMMENT ON COLUMN claim_checks.why_not IS 'Reasons against printing it; empty when there is none';
COMMENT ON COLUMN claim_checks.review_status IS 'What a person said about it: unreviewed, accepted, corrected or rejected';
