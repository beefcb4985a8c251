-- What are clients charged for the work, and what do the workers of the same platform get?
-- One row per client rate and kind of work. The platform is the only one that the sentence names. Beside it stand the
-- printable claims on worker pay of that platform, in the same currency and unit, at most a year apart: nothing is
-- converted. A rate whose platform, unit or workers' pay is not known has no pay beside it; is_counted is false for
-- copies. That a client pays more than a worker gets says nothing on who keeps the rest.
CREATE OR REPLACE VIEW client_rates_and_pay AS
WITH named AS (
    SELECT r.article_id, r.start, min(m.entity_id) AS platform_id
    FROM client_rates AS r
    JOIN mentions AS m ON m.article_id = r.article_id AND m.start >= r.sent_start AND m."end" <= r.sent_end
    JOIN entities AS e ON e.id = m.entity_id AND e.type IN ('platform', 'bpo', 'employer')
    GROUP BY r.article_id, r.start
    HAVING count(DISTINCT m.entity_id) = 1
),
rates AS (
    SELECT r.*, n.platform_id, a.source_id, a.url, a.published, s.is_counted
    FROM client_rates AS r
    JOIN articles AS a ON a.id = r.article_id
    JOIN article_standing AS s ON s.article_id = r.article_id
    LEFT JOIN named AS n ON n.article_id = r.article_id AND n.start = r.start
),
pay AS (
    SELECT u.payer_id, u.role_class, u.currency, u.unit, u.as_of, u.amount_min, u.amount_max,
           len(k.why_not) = 0 AS is_printable
    FROM pay_claims_usd AS u
    JOIN claim_checks AS k ON k.id = u.id
    WHERE k.is_counted AND u.rate_role = 'worker_pay' AND u.bound <> 'figures'
      AND u.payer_id IN (SELECT platform_id FROM named)
),
beside AS (
    SELECT r.article_id, r.start, p.role_class,
           count(*) FILTER (p.is_printable) AS n_claims,
           median(p.amount_min) FILTER (p.is_printable) AS pay_median_low,
           median(p.amount_max) FILTER (p.is_printable) AS pay_median_high,
           count(*) FILTER (NOT p.is_printable) AS n_not_checked
    FROM rates AS r
    JOIN pay AS p ON p.payer_id = r.platform_id AND p.currency = r.currency AND p.unit = r.unit
                 AND abs(p.as_of - r.published::DATE) <= 365
    GROUP BY r.article_id, r.start, p.role_class
)
SELECT r.platform_id, e.name AS platform, r.amount_text, r.amount_min, r.amount_max, r.currency, r.unit, b.role_class,
       coalesce(b.n_claims, 0) AS n_claims, b.pay_median_low::DECIMAL(18, 6) AS pay_median_low,
       b.pay_median_high::DECIMAL(18, 6) AS pay_median_high, coalesce(b.n_not_checked, 0) AS n_not_checked,
       r.is_counted, r.article_id, r.start, r.source_id, r.url, r.published, r.sentence,
       g.platform_group
FROM rates AS r
LEFT JOIN entities AS e ON e.id = r.platform_id
LEFT JOIN beside AS b ON b.article_id = r.article_id AND b.start = r.start
LEFT JOIN platform_groups AS g
    ON g.entity_id = r.platform_id AND (g.from_day IS NULL OR coalesce(r.published::DATE, DATE '9999-12-31') >= g.from_day)
   AND (g.to_day IS NULL OR coalesce(r.published::DATE, DATE '9999-12-31') < g.to_day);
COMMENT ON VIEW client_rates_and_pay IS 'What clients are charged, beside what workers of the same platform get in the same currency and unit';
COMMENT ON COLUMN client_rates_and_pay.platform_id IS 'Platform, outsourcer or employer that the sentence names; null when it names none that we know, or several';
COMMENT ON COLUMN client_rates_and_pay.platform IS 'Its name';
COMMENT ON COLUMN client_rates_and_pay.amount_text IS 'What the client pays, as it is written';
COMMENT ON COLUMN client_rates_and_pay.amount_min IS 'Its lower end in units of currency';
COMMENT ON COLUMN client_rates_and_pay.amount_max IS 'Its upper end in units of currency';
COMMENT ON COLUMN client_rates_and_pay.currency IS 'ISO 4217 code, of both';
COMMENT ON COLUMN client_rates_and_pay.unit IS 'Unit of both; null when none stands beside the client''s amount';
COMMENT ON COLUMN client_rates_and_pay.role_class IS 'Kind of work of the pay beside it; classes are never mixed; null when there is none';
COMMENT ON COLUMN client_rates_and_pay.n_claims IS 'Printable claims behind the medians';
COMMENT ON COLUMN client_rates_and_pay.pay_median_low IS 'Median of the lower ends of what workers get';
COMMENT ON COLUMN client_rates_and_pay.pay_median_high IS 'Median of the upper ends of what workers get';
COMMENT ON COLUMN client_rates_and_pay.n_not_checked IS 'Claims on the same pay that are left out because they may not be printed as they stand';
COMMENT ON COLUMN client_rates_and_pay.is_counted IS 'False for copies, older versions and withdrawn articles';
COMMENT ON COLUMN client_rates_and_pay.article_id IS 'Article version that the client rate stands in';
COMMENT ON COLUMN client_rates_and_pay.start IS 'First character of the client rate in articles.text';
COMMENT ON COLUMN client_rates_and_pay.source_id IS 'Source that published it';
COMMENT ON COLUMN client_rates_and_pay.url IS 'Address of the article';
COMMENT ON COLUMN client_rates_and_pay.published IS 'When it was published (UTC)';
COMMENT ON COLUMN client_rates_and_pay.sentence IS 'The sentence it stands in';
COMMENT ON COLUMN client_rates_and_pay.platform_group IS 'Topmost owner of that platform when it was published (platform_groups), or itself; the pay beside it is that of the platform alone';
