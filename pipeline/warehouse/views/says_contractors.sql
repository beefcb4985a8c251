-- Does the text say that these workers are paid as contractors, not as employees?
-- Only from its own words for the workers, or from "paid as contractors" in the sentence: what a platform usually does
-- is no evidence about these people.
CREATE OR REPLACE MACRO says_contractors(worker, sentence) AS
    regexp_matches(coalesce(lower(worker), ''), '\b(contractors?|freelanc\w+|self-employed|gig workers?)\b')
    OR (regexp_matches(lower(sentence), '\b(paid|hired|engaged|employed|classed|classified|treated|taken on|working|works?) as (an? )?(independent |freelance |self-employed )?(contractors?|freelancers?)\b')
        AND NOT regexp_matches(lower(sentence), '\b(not|never|no longer)\b'));
COMMENT ON MACRO says_contractors IS 'True when the words for the workers, or their sentence, say that they are paid as contractors';
