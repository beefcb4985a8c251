-- Which words of a sentence may turn its figure into its opposite, or hand it to somebody else?
-- Conditions, denials, hearsay, comparisons, orders that were not carried out, sums for many, odd units: a reader of
-- prose gets these wrong too often for a figure beside them to be printed unseen. A person can accept the claim.
CREATE OR REPLACE MACRO doubtful_words(sentence) AS
    regexp_extract(
        lower(sentence),
        '\b(if|^were|could|might|imagine[ds]?|supposed|novel|rumou?rs?|myth|wrong|wrongly|false|falsely|refus\w+|reject\w+'
        || '|consider\w+|talked|mull\w*|floated|scrapped|shelved|hopes?|no longer|stopped|stops|should have|ordered'
        || '|few|fewer than|nobody|no one|not one|never|not'
        || '|less than|more than|between them|in total|altogether|suspected|scam|chatbot told|husband|wife|previously'
        || '|once|per 1,000|per 100|half hour|half an hour|every two|every three|bugs?|bounty|referral|payroll tax'
        || '|fees? to|in fees|settle|lobby\w*|allowance|rents?|percent of|% of)\b'
    );
COMMENT ON MACRO doubtful_words IS 'The first word of a sentence that makes its figure unfit to be printed unseen; empty when there is none';
