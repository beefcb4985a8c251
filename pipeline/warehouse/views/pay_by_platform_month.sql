-- How has hourly pay on each platform moved, month by month?
-- One row per payer in the gazetteer, kind of work and month of the pay. Every claim about that payer is either
-- in n_claims or in n_left_out; left_out says why. Copies and older versions are in neither. Each claim behind it, and
-- those without a payer or a date, stand in pay_by_platform_month_claims.
CREATE OR REPLACE VIEW pay_by_platform_month AS
WITH judged AS (
    SELECT *
    FROM pay_by_platform_month_claims
    WHERE platform_id IS NOT NULL AND month IS NOT NULL
),
reasons AS (
    SELECT platform_id, role_class, month,
           string_agg(why_left_out || ': ' || n, '; ' ORDER BY n DESC, why_left_out) AS left_out
    FROM (SELECT platform_id, role_class, month, why_left_out, count(*) AS n
          FROM judged
          WHERE why_left_out IS NOT NULL
          GROUP BY ALL) AS counted
    GROUP BY platform_id, role_class, month
),
sums AS (
    SELECT platform_id, role_class, month,
           count(*) FILTER (why_left_out IS NULL) AS n_claims,
           count(DISTINCT article_id) FILTER (why_left_out IS NULL) AS n_articles,
           count(DISTINCT source_id) FILTER (why_left_out IS NULL) AS n_sources,
           count(*) FILTER (why_left_out IS NULL AND kind IN ('posted_range', 'offered_rate')) AS n_offers,
           count(*) FILTER (why_left_out IS NULL AND fx_date = 'published') AS n_dated_by_publication,
           median(hourly_usd_min) FILTER (why_left_out IS NULL) AS median_low_usd,
           median(hourly_usd_max) FILTER (why_left_out IS NULL) AS median_high_usd,
           min(hourly_usd_min) FILTER (why_left_out IS NULL) AS lowest_usd,
           max(hourly_usd_max) FILTER (why_left_out IS NULL) AS highest_usd,
           count(*) FILTER (why_left_out IS NOT NULL) AS n_left_out,
           count(*) FILTER (why_left_out IS NULL AND review_status <> 'unreviewed') AS n_reviewed
    FROM judged
    GROUP BY platform_id, role_class, month
)
SELECT s.platform_id, coalesce(e.name, s.platform_id) AS platform, e.type AS platform_type, s.role_class, s.month,
       s.n_claims, s.n_articles, s.n_sources, s.n_offers, s.n_dated_by_publication,
       s.median_low_usd::DECIMAL(18, 4) AS median_low_usd, s.median_high_usd::DECIMAL(18, 4) AS median_high_usd,
       s.lowest_usd, s.highest_usd, s.n_left_out, r.left_out, s.n_reviewed,
       coalesce(g.platform_group, s.platform_id) AS platform_group, coalesce(g.group_name, s.platform_id) AS group_name
FROM sums AS s
LEFT JOIN reasons AS r ON r.platform_id = s.platform_id AND r.role_class = s.role_class AND r.month = s.month
LEFT JOIN entities AS e ON e.id = s.platform_id
LEFT JOIN platform_groups AS g
    ON g.entity_id = s.platform_id AND (g.from_day IS NULL OR s.month >= g.from_day)
   AND (g.to_day IS NULL OR s.month < g.to_day);
COMMENT ON VIEW pay_by_platform_month IS 'Median stated pay in US dollars an hour per payer, kind of work and month, with how many claims were left out and why';
COMMENT ON COLUMN pay_by_platform_month.platform_id IS 'Entity that pays; claims whose payer is in no list are not in this view';
COMMENT ON COLUMN pay_by_platform_month.platform IS 'Its name';
COMMENT ON COLUMN pay_by_platform_month.platform_type IS 'Its type: platform, employer, bpo ...';
COMMENT ON COLUMN pay_by_platform_month.role_class IS 'Kind of work; classes are never mixed';
COMMENT ON COLUMN pay_by_platform_month.month IS 'First day of the month for which the pay stands';
COMMENT ON COLUMN pay_by_platform_month.n_claims IS 'Claims behind the medians';
COMMENT ON COLUMN pay_by_platform_month.n_articles IS 'Articles they come from';
COMMENT ON COLUMN pay_by_platform_month.n_sources IS 'Sources they come from';
COMMENT ON COLUMN pay_by_platform_month.n_offers IS 'How many of them are advertised or offered, not earned';
COMMENT ON COLUMN pay_by_platform_month.n_dated_by_publication IS 'How many of them are dated by their article, for want of a time of their own';
COMMENT ON COLUMN pay_by_platform_month.median_low_usd IS 'Median of the lower ends; "up to" claims have none';
COMMENT ON COLUMN pay_by_platform_month.median_high_usd IS 'Median of the upper ends; "at least" claims have none';
COMMENT ON COLUMN pay_by_platform_month.lowest_usd IS 'Lowest lower end';
COMMENT ON COLUMN pay_by_platform_month.highest_usd IS 'Highest upper end';
COMMENT ON COLUMN pay_by_platform_month.n_left_out IS 'Claims about this payer, work and month that are not in the medians';
COMMENT ON COLUMN pay_by_platform_month.left_out IS 'Why, with the number of each';
COMMENT ON COLUMN pay_by_platform_month.n_reviewed IS 'How many of the claims behind the medians a person accepted or corrected';
COMMENT ON COLUMN pay_by_platform_month.platform_group IS 'Topmost owner of the entity in that month (platform_groups), or itself; medians of a group are made from pay_by_platform_month_claims, not from these medians';
COMMENT ON COLUMN pay_by_platform_month.group_name IS 'Name of that owner';
