-- Which country, and which minimum wage, do the words for a place mean?
CREATE TABLE IF NOT EXISTS places (
    name VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    wage_place VARCHAR,
    floor_only BOOLEAN NOT NULL
);
COMMENT ON TABLE places IS 'Names of countries, states and cities: what pay_claims.location is looked up in';
COMMENT ON COLUMN places.name IS 'Name in lower case';
COMMENT ON COLUMN places.country IS 'ISO 3166-1 alpha-2 country';
COMMENT ON COLUMN places.wage_place IS 'minimum_wages.place whose rate holds there; null when none is known';
COMMENT ON COLUMN places.floor_only IS 'True when higher rates hold in parts of it: pay can be found to be below the rate, never to be at or above the minimum';
