-- The view voices as it stands in this snapshot, kept since it reads the whole warehouse.
CREATE TABLE pages.main.voices AS
FROM voices;
