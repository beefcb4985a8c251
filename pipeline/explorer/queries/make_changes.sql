-- The view pay_changes as it stands in this snapshot, kept since it reads the whole warehouse.
CREATE TABLE pages.main.changes AS
FROM pay_changes;
