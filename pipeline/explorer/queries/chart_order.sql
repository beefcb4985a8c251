-- Of which platforms may there be something to draw, those with most claims first?
SELECT id FROM payers WHERE n_printable > 1 ORDER BY n_printable DESC, id;
