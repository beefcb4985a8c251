-- How sure must the claim reader be of a claim before a reporter may print it unseen?
-- 0.75: of 139 claims read in the development passages 79 reach it; of these 78 had the right unit, kind and modality
-- and 76 the right payer. Those passages shaped the reader, so expect less on others; measure again when it changes.
CREATE OR REPLACE MACRO printable_confidence() AS 0.75;
COMMENT ON MACRO printable_confidence IS 'Confidence from which a pay claim counts as printable without a person having accepted it';
