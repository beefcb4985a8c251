-- What does each source let be shown? Of an older snapshot as the newest one has it.
CREATE TABLE pages.main.source_rights AS
SELECT id, rights, excerpt_words, rights_if_opted_out FROM sources;
