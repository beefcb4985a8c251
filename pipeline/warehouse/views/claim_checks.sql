-- What stands between each claim and print?
-- One row per claim; an empty list means that a reporter may print it as it stands. The latest decision of a
-- person about a claim stands above the confidence of the reader, and a rejection above everything.
CREATE OR REPLACE VIEW claim_checks AS
WITH verdicts AS (
    SELECT subject AS claim, max_by(verb, ("when", id)) AS verb
    FROM decisions
    WHERE verb IN ('accept', 'reject', 'correct')
    GROUP BY subject
),
checked AS (
    SELECT c.id, c.article_id, s.is_counted,
           [CASE WHEN v.verb = 'reject' THEN 'rejected by a person' END,
            CASE WHEN v.verb = 'correct' THEN 'corrected by a person: see decisions' END,
            CASE WHEN c.modality <> 'asserted' THEN 'not asserted: ' || c.modality END,
            CASE WHEN c.payer IS NULL THEN 'payer not named' END,
            -- A capitalised word beside a figure is not yet a payer: only a name that we know vouches for itself.
            CASE WHEN c.payer IS NOT NULL AND c.payer_id IS NULL AND v.verb IS DISTINCT FROM 'accept'
                 THEN 'payer not in the gazetteer' END,
            CASE WHEN c.time IS NULL AND (a.published IS NULL OR a.published_is_fallback) THEN 'date not known' END,
            s.why_not_counted,
            CASE WHEN src.source_class = 'republisher' THEN 'from a re-publisher' END,
            CASE WHEN c.confidence < printable_confidence() AND v.verb IS DISTINCT FROM 'accept'
                 THEN 'confidence below ' || printable_confidence() END,
            CASE WHEN doubtful_words(c.sentence) <> '' AND v.verb IS DISTINCT FROM 'accept'
                 THEN 'its sentence says "' || doubtful_words(c.sentence) || '": read it first' END,
            CASE WHEN c.unit = 'unknown' AND v.verb IS DISTINCT FROM 'accept' THEN 'no unit stated' END] AS reasons
    FROM pay_claims AS c
    JOIN articles AS a ON a.id = c.article_id
    JOIN article_standing AS s ON s.article_id = c.article_id
    LEFT JOIN sources AS src ON src.id = a.source_id
    LEFT JOIN verdicts AS v ON v.claim = c.id
)
SELECT id, article_id, is_counted AND NOT list_contains(reasons, 'rejected by a person') AS is_counted,
       list_filter(reasons, lambda reason: reason IS NOT NULL) AS why_not
FROM checked;
COMMENT ON VIEW claim_checks IS 'For each pay claim: whether it is counted in totals, and every reason why it may not be printed as it stands';
COMMENT ON COLUMN claim_checks.id IS 'Claim (pay_claims.id)';
COMMENT ON COLUMN claim_checks.article_id IS 'Article version it stands in';
COMMENT ON COLUMN claim_checks.is_counted IS 'False for claims in copies, older versions and withdrawn articles, and for those that a person rejected';
COMMENT ON COLUMN claim_checks.why_not IS 'Reasons against printing it; empty when there is none';
