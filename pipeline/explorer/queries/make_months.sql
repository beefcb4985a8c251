-- The view pay_by_platform_month as it stands in this snapshot, kept since it reads the whole warehouse.
CREATE TABLE pages.main.months AS
FROM pay_by_platform_month;
