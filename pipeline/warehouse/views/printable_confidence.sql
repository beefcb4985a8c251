-- How sure must the claim reader be of a claim before a reporter may print it unseen?
-- 0.85: of 8,578 claims of invented passages, read by readers that had not learned from their authors, 393 reach it and
-- .88 of them are right in amount, unit, payer and direction; many of these passages were written to trap a reader.
-- The other conditions for print come on top. Measure again when the reader changes (models/weights/pay_reader.md).
CREATE OR REPLACE MACRO printable_confidence() AS 0.85;
COMMENT ON MACRO printable_confidence IS 'Confidence from which a pay claim counts as printable without a person having accepted it';
