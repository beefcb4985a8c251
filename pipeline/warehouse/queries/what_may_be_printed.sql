-- Which claims may be printed as they stand, newest first?
SELECT p.payer, p.worker, p.amount_text, p.attribution_name, p.sentence, p.headline, p.url, p.published
FROM pay_claims_printable AS p
ORDER BY p.published DESC, p.id;
