-- What part does a figure play: is it what workers get, what an advert promises, what the employer says that they make?
-- The one place that decides it, from kind, side of a change, modality and whose words it is (claim_voices). Only
-- worker_pay is money that workers get or are offered for work; a median of several parts would be no figure at all.
CREATE OR REPLACE MACRO rate_role(kind, change_role, modality, voice, attribution_name) AS
CASE
    WHEN modality IN ('denied', 'hypothetical') THEN modality
    WHEN kind = 'statutory_minimum' THEN 'legal_threshold'
    WHEN modality IN ('demanded', 'planned') THEN modality
    WHEN kind IN ('bonus', 'owed') THEN kind
    WHEN change_role = 'delta' THEN 'difference'
    WHEN kind = 'posted_range' OR modality = 'promised'
         OR (kind = 'offered_rate' AND regexp_matches(lower(coalesce(attribution_name, '')),
             '\b(ads?|adverts?|advertis\w+|(job )?(postings?|listings?)|vacanc(y|ies)|(careers?|recruit\w+|jobs?) pages?|help-wanted \w+)\b'))
        THEN 'advertised'
    WHEN kind IN ('average', 'reported_earnings') AND voice = 'researcher' THEN 'research_estimate'
    WHEN kind = 'average' AND voice = 'platform' THEN 'employer_claimed_average'
    WHEN kind = 'average' THEN 'other_average'
    ELSE 'worker_pay'
END;
COMMENT ON MACRO rate_role IS 'Part that a figure plays: worker_pay, advertised, employer_claimed_average, research_estimate, other_average, legal_threshold, demanded, planned, denied, hypothetical, bonus, owed or difference';
