-- Which corrections follow from people's decisions? They are worked out anew; those of a reprocessing stay.
DELETE FROM corrections_owed
WHERE regexp_full_match(proposal, 'd[0-9a-f]{16}');
