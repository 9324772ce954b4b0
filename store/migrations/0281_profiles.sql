-- migrate:up
-- What agents set of a buyer from pick-lists, with who and when: for tone and timing, never for money (rule 3.18).
CREATE TABLE traits (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  buyer text NOT NULL REFERENCES buyers,
  trait text NOT NULL,
  value text NOT NULL,
  by text NOT NULL,
  at timestamptz NOT NULL
);

CREATE INDEX traits_by_buyer ON traits (buyer, id);

-- Consent to offers, as it was given and withdrawn: the newest counts.
CREATE TABLE consents (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  buyer text NOT NULL REFERENCES buyers,
  given boolean NOT NULL,
  ref text NOT NULL, -- where the shop keeps the buyer's own words
  by text NOT NULL,
  at timestamptz NOT NULL,
  UNIQUE (buyer, ref, given)
);

-- Offers that left, whoever sent them: so many a month are enough.
CREATE TABLE offers (
  offer_id text NOT NULL,
  buyer text NOT NULL REFERENCES buyers,
  by text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (buyer, offer_id)
);

ALTER TABLE buyers ADD COLUMN erased_at timestamptz;
