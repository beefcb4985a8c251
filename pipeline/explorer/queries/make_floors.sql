-- The view below_minimum_wage as it stands in this snapshot, kept since it reads the whole warehouse.
CREATE TABLE pages.main.floors AS
FROM below_minimum_wage;
