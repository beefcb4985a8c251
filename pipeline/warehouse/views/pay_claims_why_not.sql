-- Which claims may a reporter not print as they stand, and why not?
CREATE OR REPLACE VIEW pay_claims_why_not AS
WITH candidates AS (
    SELECT claim_id, list(name ORDER BY rank) AS names
    FROM payer_candidates
    GROUP BY claim_id
)
SELECT k.id, k.article_id, c.payer, c.amount_text, k.why_not, c.sentence, k.review_status,
       CASE WHEN c.payer_id IS NULL THEN coalesce(p.names, []) ELSE [] END AS payer_candidates
FROM claim_checks AS k
JOIN pay_claims AS c ON c.id = k.id
LEFT JOIN candidates AS p ON p.claim_id = c.id
WHERE len(k.why_not) > 0;
COMMENT ON VIEW pay_claims_why_not IS 'All claims that are not in pay_claims_printable, each with every reason';
COMMENT ON COLUMN pay_claims_why_not.id IS 'Claim (pay_claims.id)';
COMMENT ON COLUMN pay_claims_why_not.article_id IS 'Article version it stands in';
COMMENT ON COLUMN pay_claims_why_not.payer IS 'Who pays, in the words of the text';
COMMENT ON COLUMN pay_claims_why_not.amount_text IS 'The amount as it is written';
COMMENT ON COLUMN pay_claims_why_not.why_not IS 'Reasons against printing it';
COMMENT ON COLUMN pay_claims_why_not.sentence IS 'The evidence sentence';
COMMENT ON COLUMN pay_claims_why_not.review_status IS 'What a person said about it: unreviewed, accepted, corrected or rejected';
COMMENT ON COLUMN pay_claims_why_not.payer_candidates IS 'Where no known payer stands beside the amount: platforms and employers that the article names elsewhere, likeliest first; see payer_candidates';
