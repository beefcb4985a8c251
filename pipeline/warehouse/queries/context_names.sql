-- What are the entities of the gazetteer called?
SELECT id, name FROM entities ORDER BY id;
