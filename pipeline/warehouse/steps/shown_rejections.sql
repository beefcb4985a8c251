-- Which refusals may be shown? Not those whose key is an address of a source of which nothing may be.
CREATE OR REPLACE TEMP VIEW rejections AS
SELECT *
FROM whole_rejections
WHERE (source_id IS NULL OR source_id NOT IN (SELECT id FROM unshown_sources))
  AND key NOT IN (SELECT address FROM unshown_addresses);
