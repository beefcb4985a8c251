-- Which country, and which part of it, do the words for a place mean?
CREATE TABLE IF NOT EXISTS places (
    name VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    subdivision VARCHAR
);
COMMENT ON TABLE places IS 'Names of countries, states and cities in lower case: what pay_claims.location is looked up in';
COMMENT ON COLUMN places.name IS 'Name in lower case';
COMMENT ON COLUMN places.country IS 'ISO 3166-1 alpha-2 country';
COMMENT ON COLUMN places.subdivision IS 'ISO 3166-2 subdivision, where minimum wages differ by it';
