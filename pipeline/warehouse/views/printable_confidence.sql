-- How sure must the claim reader be of a claim before a reporter may print it unseen?
CREATE OR REPLACE MACRO printable_confidence() AS 0.8;
COMMENT ON MACRO printable_confidence IS 'Confidence from which a pay claim counts as printable without a person having accepted it';
