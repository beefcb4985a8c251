-- Which pay claims do these articles make? Without those that a person rejected. $articles: their ids, parted by spaces.
SELECT c.article_id, c.id, c.sentence, c.start - c.sent_start AS figure_start, c."end" - c.sent_start AS figure_end,
       c.amount_text, c.amount_min::VARCHAR AS amount_min, c.amount_max::VARCHAR AS amount_max, c.bound, c.currency,
       c.unit, c.kind, c.change_role, coalesce(e.name, c.payer) AS payer, c.payer_id, c.modality, c.review_status,
       concat_ws(' ', c.payer, e.name, c.worker, c.project, c.attribution_name) AS who
FROM pay_claims AS c
LEFT JOIN entities AS e ON e.id = c.payer_id
WHERE c.review_status <> 'rejected' AND c.article_id IN (SELECT unnest(string_split($articles, ' ')))
ORDER BY c.article_id, c.start, c.id;
