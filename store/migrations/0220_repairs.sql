-- migrate:up

-- Repairs that have ended, one row an attempt: attempts at one item count over all its cases.
CREATE TABLE repairs (
  case_id text NOT NULL,
  number integer NOT NULL CHECK (number >= 1),
  shop text NOT NULL,
  order_id text NOT NULL,
  line_ids text[] NOT NULL,
  begun_at timestamptz NOT NULL,
  ended_at timestamptz NOT NULL,
  worked boolean NOT NULL,
  PRIMARY KEY (case_id, number)
);

CREATE INDEX repairs_by_order ON repairs (shop, order_id);
