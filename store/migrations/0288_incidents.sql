-- migrate:up

-- Incidents: something outside of the cases does not work (R158). One lasts at a time of each kind and name.
CREATE TABLE incidents (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shop text NOT NULL,
  what text NOT NULL,
  name text NOT NULL, -- of the courier; '' for all
  note text NOT NULL CHECK (note <> ''),
  since timestamptz NOT NULL,
  opened_by text NOT NULL CHECK (opened_by <> ''),
  opened_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz CHECK (ended_at >= since),
  closed_by text NOT NULL DEFAULT '',
  outcome text NOT NULL DEFAULT '',
  told_begun timestamptz,
  told_ended timestamptz
);

CREATE UNIQUE INDEX incidents_lasting ON incidents (shop, what, name) WHERE ended_at IS NULL;
CREATE INDEX incidents_by_shop ON incidents (shop, number);
