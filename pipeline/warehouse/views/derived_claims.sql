-- Where does a copy, rewrite or translation give another figure than the article it was made from?
-- One row per claim of such an article that its origin does not have like this, with the claim of the origin that is
-- closest. A figure that stands in the origin's text in some other way is left alone, unless it is a client's rate there.
CREATE OR REPLACE VIEW derived_claims AS
WITH made_from AS (
    SELECT d.article_id, d.relation = 'translation' AS is_translation,
           CASE WHEN d.relation IN ('rewrite', 'translation') THEN d.origin_id ELSE d.canonical_id END AS origin_article_id
    FROM duplicates AS d
    LEFT JOIN origin_links AS l ON l.article_id = d.article_id AND l.origin_article_id = d.origin_id
    WHERE d.relation IN ('rewrite', 'translation', 'copy', 'excerpt') AND l.relation IS DISTINCT FROM 'same_title'
),
copied AS (
    SELECT c.id, c.article_id, m.origin_article_id, m.is_translation, c.amount_min, c.amount_max, c.currency, c.unit, c.bound, c.kind,
           c.change_role, c.payer_id, c.payer, c.amount_text, c.sentence, role_class(c.worker) AS role,
           list_filter(string_split_regex(lower(c.sentence), '[^\w]+'), lambda word: len(word) > 3) AS words
    FROM made_from AS m
    JOIN pay_claims AS c ON c.article_id = m.article_id
    WHERE c.review_status NOT IN ('accepted', 'corrected')
),
pairs AS (
    SELECT c.id, o.id AS origin_claim_id, o.amount_text AS origin_amount_text, o.sentence AS origin_sentence,
           c.amount_min IS NOT DISTINCT FROM o.amount_min AND c.amount_max IS NOT DISTINCT FROM o.amount_max AS same_amount,
           c.currency = o.currency AS same_currency, c.unit = o.unit OR 'unknown' IN (c.unit, o.unit) AS same_unit,
           -- "at most" and "under", "at least" and "over" are one open end.
           c.bound = o.bound OR (c.bound IN ('up_to', 'under') AND o.bound IN ('up_to', 'under'))
               OR (c.bound IN ('at_least', 'over', 'as_low_as') AND o.bound IN ('at_least', 'over', 'as_low_as')) AS same_bound,
           coalesce(coalesce(c.amount_min, c.amount_max) IN (o.amount_min, o.amount_max), FALSE)
               OR coalesce(coalesce(c.amount_max, c.amount_min) IN (o.amount_min, o.amount_max), FALSE) AS one_end,
           coalesce(c.payer_id, c.payer) IS NOT DISTINCT FROM coalesce(o.payer_id, o.payer) AS same_payer,
           coalesce(least(coalesce(c.amount_max, c.amount_min), coalesce(o.amount_max, o.amount_min))
               / nullif(greatest(coalesce(c.amount_max, c.amount_min), coalesce(o.amount_max, o.amount_min)), 0), 0) AS nearness,
           c.role = role_class(o.worker) AS same_role, c.kind = o.kind AS same_kind,
           c.change_role IS NOT DISTINCT FROM o.change_role AS same_change,
           len(list_intersect(c.words, list_filter(string_split_regex(lower(o.sentence), '[^\w]+'), lambda word: len(word) > 3)))
               / greatest(1, len(list_distinct(c.words))) AS wording
    FROM copied AS c
    JOIN pay_claims AS o ON o.article_id = c.origin_article_id AND o.review_status <> 'rejected'
),
scored AS (
    SELECT *,
           same_amount AND same_currency AND same_unit AND same_bound AS is_same,
           4 * (same_amount AND same_currency)::INTEGER + 2 * one_end::INTEGER + same_unit::INTEGER + same_currency::INTEGER
               + same_payer::INTEGER + same_role::INTEGER + same_kind::INTEGER + same_change::INTEGER + 4 * wording + nearness AS score
    FROM pairs
),
best AS (
    SELECT *
    FROM scored
    QUALIFY row_number() OVER (PARTITION BY id ORDER BY is_same DESC, score DESC, origin_claim_id) = 1
),
client AS (
    SELECT c.id, first(n.amount_text ORDER BY n.start) AS amount_text, first(n.sentence ORDER BY n.start) AS sentence
    FROM copied AS c
    JOIN client_rates AS n ON n.article_id = c.origin_article_id
    WHERE coalesce(n.amount_max, n.amount_min) = coalesce(c.amount_max, c.amount_min)
      AND coalesce(n.amount_min, n.amount_max) = coalesce(c.amount_min, c.amount_max)
    GROUP BY c.id
),
-- The digits of the claim, as English and as continental Europe write them.
written AS (
    SELECT c.id,
           list_bool_and([
               regexp_matches(a.text, '(^|[^0-9.,])' || replace(format('{:,}', floor(amount)::BIGINT), ',', '[., ]?')
                   || CASE WHEN amount = floor(amount) THEN '([.,]0+)?'
                           ELSE '[.,]' || regexp_replace(split_part(amount::VARCHAR, '.', 2), '0+$', '') || '0*' END || '([^0-9]|$)')
               FOR amount IN [c.amount_min, c.amount_max] IF amount IS NOT NULL]) AS stands_there
    FROM copied AS c
    JOIN articles AS a ON a.id = c.origin_article_id
),
told AS (
    SELECT c.id, c.article_id, c.origin_article_id, c.amount_text, c.sentence, c.payer, c.payer_id,
           CASE WHEN r.id IS NULL THEN b.origin_claim_id END AS origin_claim_id,
           coalesce(r.amount_text, b.origin_amount_text) AS origin_amount_text,
           coalesce(r.sentence, b.origin_sentence) AS origin_sentence,
           CASE
               WHEN b.is_same THEN []
               WHEN r.id IS NOT NULL THEN ['a client''s rate there']
               -- Too unlike to be the same statement: then only what the other text does not have at all is news.
               -- An origin in which no figure was read is no measure: the reader may have missed it.
               WHEN b.score IS NULL THEN []
               -- Two languages are not read equally well: a unit, or an end of a range, that differs may be the reader's.
               -- What is exact here and open there is not.
               WHEN c.is_translation AND w.stands_there AND NOT (c.bound = 'exact' AND b.one_end AND NOT b.same_bound) THEN []
               WHEN b.score < 5 THEN CASE WHEN w.stands_there THEN [] ELSE ['not there'] END
               WHEN b.same_amount AND b.same_currency AND b.same_unit THEN ['bound']
               WHEN w.stands_there AND NOT b.same_amount AND NOT b.one_end THEN []
               ELSE list_filter([CASE WHEN NOT b.same_amount THEN 'amount' END, CASE WHEN NOT b.same_currency THEN 'currency' END,
                                 CASE WHEN NOT b.same_unit THEN 'unit' END,
                                 CASE WHEN NOT b.same_bound THEN 'bound' END], lambda word: word IS NOT NULL)
           END AS differs
    FROM copied AS c
    JOIN written AS w ON w.id = c.id
    LEFT JOIN best AS b ON b.id = c.id
    LEFT JOIN client AS r ON r.id = c.id
)
SELECT t.id, t.article_id, t.origin_article_id, t.payer, t.payer_id, t.differs, t.amount_text,
       CASE WHEN t.differs <> ['not there'] THEN t.origin_amount_text END AS origin_amount_text, t.sentence,
       CASE WHEN t.differs <> ['not there'] THEN t.origin_sentence END AS origin_sentence,
       CASE WHEN t.differs <> ['not there'] THEN t.origin_claim_id END AS origin_claim_id
FROM told AS t
WHERE len(t.differs) > 0;
COMMENT ON VIEW derived_claims IS 'Claims of copies, rewrites and translations that differ from the article these were made from, with both sentences';
COMMENT ON COLUMN derived_claims.id IS 'Claim of the later article (pay_claims.id)';
COMMENT ON COLUMN derived_claims.article_id IS 'Article it stands in';
COMMENT ON COLUMN derived_claims.origin_article_id IS 'Article that this one was made from';
COMMENT ON COLUMN derived_claims.payer IS 'Who pays, in the words of the later article';
COMMENT ON COLUMN derived_claims.payer_id IS 'Entity that payer names';
COMMENT ON COLUMN derived_claims.differs IS 'What differs: amount, currency, unit, bound, "a client''s rate there", or "not there" for a figure that the origin does not have';
COMMENT ON COLUMN derived_claims.amount_text IS 'The amount as the later article writes it';
COMMENT ON COLUMN derived_claims.origin_amount_text IS 'The amount as the origin writes it; null when it has none like it';
COMMENT ON COLUMN derived_claims.sentence IS 'Sentence of the later article';
COMMENT ON COLUMN derived_claims.origin_sentence IS 'Sentence of the origin';
COMMENT ON COLUMN derived_claims.origin_claim_id IS 'Claim of the origin that it comes closest to; null for a client''s rate, and where there is none';
