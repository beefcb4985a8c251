-- What did a platform pay, week by week, as far as claims may be printed and state a single hourly rate? $platform: its id.
SELECT role_class, max(published)::DATE AS day, median(hourly_mid) AS usd_per_hour, count(*) AS n_claims,
       list(claim_id ORDER BY claim_id) AS claim_ids
FROM claims
WHERE payer_id = $platform AND is_printable AND kind IN ('reported_earnings', 'offered_rate', 'posted_range', 'change')
  AND change_role IS DISTINCT FROM 'delta' AND change_role IS DISTINCT FROM 'from'
  AND bound = 'exact' AND unit = 'hour' AND hourly_mid IS NOT NULL AND published IS NOT NULL
GROUP BY role_class, date_trunc('week', published)
ORDER BY role_class, day;
