-- Which of the articles whose readings were kept are there? $file: where their ids are kept.
CREATE OR REPLACE TEMP TABLE kept_articles AS
SELECT k.id
FROM read_parquet($file) AS k
JOIN articles AS a ON a.id = k.id;
