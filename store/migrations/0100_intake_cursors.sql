-- migrate:up

-- Up to when each shop's platform was asked what changed: the poll that finds what its messages left out.
CREATE TABLE intake_cursors (
  shop text NOT NULL,
  source text NOT NULL,
  read_until timestamptz NOT NULL,
  PRIMARY KEY (shop, source)
);
