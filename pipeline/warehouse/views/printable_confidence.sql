-- How sure must the claim reader be of a claim before a reporter may print it unseen?
-- 0.8: of 8,578 claims of invented passages, read by readers that had not learned from their authors, 820 reach it and
-- .86 of them are right in amount, unit, payer and direction; many of these passages were written to trap a reader.
-- A higher bar lets fewer through and no better ones (393 at 0.85, .88), and the other conditions for print come on top.
-- Measure again when the reader changes (models/weights/pay_reader.md).
CREATE OR REPLACE MACRO printable_confidence() AS 0.8;
COMMENT ON MACRO printable_confidence IS 'Confidence from which a pay claim counts as printable without a person having accepted it';
