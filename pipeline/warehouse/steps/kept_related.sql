-- Which of the articles whose relations were kept are there? $file: their duplicates rows, one each.
CREATE OR REPLACE TEMP TABLE kept_articles AS
SELECT DISTINCT k.article_id AS id
FROM read_parquet($file) AS k
JOIN articles AS a ON a.id = k.article_id;
