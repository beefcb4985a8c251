-- How many hours of work stand behind a month, a year, a day?
-- Full-time work: 8 hours a day, 40 a week, 2080 a year. Piece work and sums of unknown period have no hours.
CREATE OR REPLACE MACRO hours_in(unit) AS
CASE unit
    WHEN 'hour' THEN 1
    WHEN 'day' THEN 8
    WHEN 'week' THEN 40
    WHEN 'month' THEN 173.33
    WHEN 'year' THEN 2080
END;
COMMENT ON MACRO hours_in IS 'Hours of full-time work in a unit of time; null for units that are no time';
