-- To which group does a platform, employer, project or union belong, and from when to when?
-- One row per entity and period; the periods of an entity follow one another without a gap. An entity that nobody owns,
-- or not yet, is a group of its own. An owner without a known date counts as one since ever.
CREATE OR REPLACE VIEW platform_groups AS
WITH RECURSIVE owners AS (
    SELECT e.id AS entity_id, e.id AS group_id, 0 AS depth, DATE '0001-01-01' AS held_from
    FROM entities AS e
    UNION ALL
    SELECT o.entity_id, e.owner, o.depth + 1, greatest(o.held_from, coalesce(e.owned_since, o.held_from))
    FROM owners AS o
    JOIN entities AS e ON e.id = o.group_id AND e.owner IS NOT NULL
    WHERE o.depth < 8
),
periods AS (
    SELECT entity_id, group_id, held_from,
           lead(held_from) OVER (PARTITION BY entity_id ORDER BY depth) AS held_to
    FROM owners
)
SELECT p.entity_id, p.group_id AS platform_group, coalesce(e.name, p.group_id) AS group_name,
       nullif(p.held_from, DATE '0001-01-01') AS from_day, p.held_to AS to_day
FROM periods AS p
LEFT JOIN entities AS e ON e.id = p.group_id
WHERE p.held_to IS NULL OR p.held_to > p.held_from;
COMMENT ON VIEW platform_groups IS 'Topmost known owner of each entity, with the time for which it is: join on entity_id and a day';
COMMENT ON COLUMN platform_groups.entity_id IS 'Entity (entities.id)';
COMMENT ON COLUMN platform_groups.platform_group IS 'Its topmost owner in this period, or itself';
COMMENT ON COLUMN platform_groups.group_name IS 'Name of the group';
COMMENT ON COLUMN platform_groups.from_day IS 'First day of the period; null when it has no known beginning';
COMMENT ON COLUMN platform_groups.to_day IS 'Day after its last one; null for the newest period';
