-- The view pay_conflicts as it stands in this snapshot, kept since it reads the whole warehouse.
CREATE TABLE pages.main.conflicts AS
FROM pay_conflicts;
