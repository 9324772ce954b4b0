-- migrate:up

-- When the register and the ledger were last looked through as a whole, and how much was wrong.
CREATE TABLE checks (
  name text PRIMARY KEY CHECK (name IN ('register', 'ledger')),
  ended_at timestamptz NOT NULL,
  breaches integer NOT NULL CHECK (breaches >= 0)
);
