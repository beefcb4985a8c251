-- How far must a second reading of a page agree before claims in its text may be printed unseen?
-- 0.6: 11 of 565 real pages lie below it, where neither the second reading nor trafilatura gives nearly the same text.
-- None of the texts chosen there is bad by its gold, and 31 of the other 554 are: it marks disagreement, and is no measure
-- of how many are wrong. Measure again when extraction changes (benchmarks/extraction.py).
CREATE OR REPLACE MACRO printable_text() AS 0.6;
COMMENT ON MACRO printable_text IS 'Confidence in the text of an article from which its pay claims count as printable without a person having accepted them';
