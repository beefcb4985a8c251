-- How far must a second reading of a page agree before claims in its text may be printed unseen?
-- 0.6: of 565 real pages 12 lie below it, 5 of them read wrongly, as against 1 in 20 of the others. Measure again when
-- extraction changes (benchmarks/extraction.py).
CREATE OR REPLACE MACRO printable_text() AS 0.6;
COMMENT ON MACRO printable_text IS 'Confidence in the text of an article from which its pay claims count as printable without a person having accepted them';
