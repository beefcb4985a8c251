-- What keeps most claims from being printed?
-- laborwire ask why-is-a-claim-not-printable
-- reason = what keeps claims from being printed
-- n_claims = number of claims that it keeps; one claim can have several reasons
SELECT reason, count(*) AS n_claims
FROM (SELECT w.id, unnest(w.why_not) AS reason FROM pay_claims_why_not AS w) AS reasons
GROUP BY reason
ORDER BY n_claims DESC, reason;
