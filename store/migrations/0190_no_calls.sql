-- migrate:up
-- A buyer who asked not to be called may still be written to (rule 3.0.5).
ALTER TABLE buyers ADD COLUMN no_calls boolean NOT NULL DEFAULT false;
