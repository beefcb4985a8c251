-- The pages of an older snapshot are made: the newest one is let go of.
DROP VIEW sources;
DROP VIEW captures;
DETACH newest;
