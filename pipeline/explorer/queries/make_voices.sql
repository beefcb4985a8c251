-- The view voices as it stands in this snapshot, kept since it reads the whole warehouse.
CREATE TABLE memory.main.voices AS
FROM voices;
