-- What does each source let be shown?
SELECT id, rights, excerpt_words, rights_if_opted_out FROM pages.main.source_rights;
