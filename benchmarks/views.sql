-- Which rows does benchmarks/views.py ask about?
-- hash() spreads the row numbers, so that every run makes the same rows; the variables say how many.
CREATE TEMP MACRO pick(nr, salt, n) AS (hash(nr * 31 + salt) % n)::INTEGER;
CREATE TEMP MACRO one_of(nr, salt, words) AS words[1 + pick(nr, salt, len(words))];
CREATE TEMP MACRO payer_of(nr) AS floor(getvariable('payers') * pow(pick(nr, 1, 1000) / 1000, 3))::INTEGER;

INSERT INTO sources (id, name, homepage, source_class, country, languages, feeds, enabled, delay_s, rights, min_articles_per_week, is_invented)
SELECT 's' || i, 'Source ' || i, 'https://s' || i || '.example/', one_of(i, 1, ['press', 'press', 'press', 'worker_led', 'republisher']),
       'GB', ['en'], [], TRUE, 1.0, 'summary', 1, TRUE
FROM range(getvariable('sources')) AS r(i);

INSERT INTO entities (id, name, type, aliases, parent)
SELECT 'p' || i, 'Payer ' || i, one_of(i, 1, ['platform', 'bpo', 'employer', 'client']), ['Payer' || i || ' AI'], NULL
FROM range(getvariable('payers')) AS r(i);

INSERT INTO captures (id, url, final_url, fetched_at, status, content_type, payload_digest, source_id)
SELECT 'w' || i, 'https://s.example/' || i, 'https://s.example/' || i, TIMESTAMP '2026-11-01', 200, 'text/html', 'd' || i, 's' || pick(i, 2, getvariable('sources'))
FROM range(getvariable('articles')) AS r(i);

INSERT INTO articles (id, capture_id, source_id, url, canonical_url, headline, authors, published, modified, published_is_fallback,
                      language, site_name, text, text_digest, is_accessible_for_free, extractor, relevance_score,
                      relevance_reasons, is_current, is_withdrawn, loaded_at)
SELECT 'a' || i, 'w' || i, 's' || pick(i, 2, getvariable('sources')), 'https://s.example/' || i, 'https://s.example/' || (i // 50 * 50 + greatest(i % 50, 1)),
       'Headline ' || i, [], TIMESTAMP '2024-01-01' + INTERVAL 1 HOUR * pick(i, 3, 25000), NULL, pick(i, 4, 20) = 0, 'en', NULL,
       repeat('Raters are paid for what they rate. ', 80), 't' || i, TRUE, 'bench', 1.0, [], TRUE, pick(i, 5, 200) = 0, NULL
FROM range(getvariable('articles')) AS r(i);
UPDATE articles SET is_current = (articles.id = newest.id)
FROM (SELECT canonical_url, max(id) AS id FROM articles GROUP BY canonical_url) AS newest
WHERE newest.canonical_url = articles.canonical_url;

INSERT INTO duplicates (article_id, canonical_id, relation, similarity, origin_id)
SELECT 'a' || i, CASE WHEN kind = 'copy' THEN 'a' || (i - 1 - i % 3) ELSE 'a' || i END, kind, 0.9,
       CASE WHEN kind = 'rewrite' THEN 'a' || (i - 2) END
FROM (SELECT i, CASE WHEN i > 5 AND i % 7 = 3 THEN 'copy' WHEN i > 5 AND i % 20 = 8 THEN 'rewrite' ELSE 'original' END AS kind
      FROM range(getvariable('articles')) AS r(i)) AS k;

INSERT INTO stories (id, merged_into) SELECT DISTINCT 'st' || (i // 4), NULL FROM range(getvariable('articles')) AS r(i);
INSERT INTO story_articles (article_id, story_id, similarity) SELECT 'a' || i, 'st' || (i // 4), 0.8 FROM range(getvariable('articles')) AS r(i);

INSERT INTO mentions
SELECT 'm' || i, 'a' || (i % getvariable('articles')), i // getvariable('articles') * 40, i // getvariable('articles') * 40 + 8, one_of(i, 1, ['PLATFORM', 'EMPLOYER', 'UNION', 'ORG']),
       'Payer ' || payer_of(i), 'p' || payer_of(i), 'bench'
FROM range(4 * getvariable('articles')) AS r(i);

INSERT INTO not_pay
SELECT 'a' || (i % getvariable('articles')), i, i + 5, '$40', one_of(i, 1, ['client_rate', 'price', 'funding', 'revenue']), 'Clients pay $40 an hour for it.'
FROM range(getvariable('claims')) AS r(i);
INSERT INTO client_rates
SELECT article_id, start, "end", text, 40, 40, 'USD', 'hour', 0, 100, sentence FROM not_pay WHERE reason = 'client_rate';

INSERT INTO pay_claims BY NAME
SELECT 'c' || i AS id, 'a' || article AS article_id, 'c' || (1 + i // getvariable('articles')) AS claim_id, 40 * (i // getvariable('articles')) AS start,
       40 * (i // getvariable('articles')) + 11 AS "end", '$' || amount || ' an hour' AS amount_text, 0 AS sent_start, 90 AS sent_end,
       'Payer ' || payer_of(article) || ' pays its raters $' || amount || ' an hour for each batch of 30 minutes, they say.' AS sentence,
       CASE bound WHEN 'up_to' THEN NULL ELSE amount END AS amount_min,
       CASE bound WHEN 'at_least' THEN NULL WHEN 'range' THEN amount + 5 ELSE amount END AS amount_max,
       bound, FALSE AS approx, one_of(i, 11, ['USD', 'USD', 'USD', 'GBP', 'INR', 'KES', 'PHP', 'EUR']) AS currency,
       one_of(i, 12, ['hour', 'hour', 'hour', 'month', 'year', 'task', 'project']) AS unit, FALSE AS unit_implied,
       CASE WHEN is_change THEN 'change' ELSE one_of(i, 13, ['reported_earnings', 'offered_rate', 'posted_range', 'average', 'bonus', 'statutory_minimum']) END AS kind,
       CASE WHEN is_change THEN CASE WHEN i < getvariable('articles') THEN 'from' ELSE 'to' END END AS change_role,
       CASE WHEN is_change THEN CASE WHEN i < getvariable('articles') THEN 'c2' ELSE 'c1' END END AS linked_to,
       'Payer ' || payer_of(article) AS payer, [] AS payer_alt, FALSE AS payer_optional,
       CASE WHEN pick(i, 14, 5) > 0 THEN 'p' || payer_of(article) END AS payer_id,
       one_of(i, 15, ['raters', 'annotators', 'engineers', 'voice actors', 'PhD experts', 'contractors', NULL]) AS worker,
       one_of(i, 16, ['Project Lark', NULL, NULL, NULL]) AS project,
       one_of(i, 17, ['Kenya', 'Nairobi', 'California', 'London', 'Manila', 'Hyderabad', 'India', NULL, NULL]) AS location,
       one_of(i, 18, ['2025-01-01/2025-12-31', '2025-11-01/..', NULL, NULL, NULL]) AS time,
       one_of(i, 19, ['reporter', 'speaker', 'document']) AS attribution_type,
       CASE one_of(i, 19, ['reporter', 'speaker', 'document']) WHEN 'reporter' THEN NULL
            ELSE one_of(i, 20, ['she', 'a company spokesperson', 'survey', 'Raters United union', 'lawsuit', 'Payer 3']) END AS attribution_name,
       FALSE AS quote, one_of(i, 21, ['asserted', 'asserted', 'asserted', 'asserted', 'alleged', 'planned', 'denied']) AS modality,
       [] AS alt, [] AS rule_ids, 'bench' AS extractor_version, 0.5 + pick(i, 22, 50) / 100 AS confidence
FROM (SELECT i, i % getvariable('articles') AS article, 5 + pick(i, 10, 60) AS amount, i % getvariable('articles') % 9 = 4 AS is_change,
             one_of(i, 9, ['exact', 'exact', 'exact', 'range', 'up_to', 'at_least']) AS bound
      FROM range(getvariable('claims')) AS r(i)) AS numbered;
