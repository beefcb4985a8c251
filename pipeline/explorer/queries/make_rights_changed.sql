-- May less, or more, be shown of the snapshot now than when it was made?
CREATE TABLE pages.main.rights_changed AS
SELECT getvariable('rights_changed')::BOOLEAN AS is_changed;
