-- migrate:up

-- Corrections of invoices: what happened in each, written by the correction alone, never changed afterwards.
CREATE TABLE correction_events (
  correction_id text NOT NULL,
  seq integer NOT NULL CHECK (seq >= 1),
  type text NOT NULL CHECK (type <> ''),
  at timestamptz NOT NULL,
  actor text NOT NULL,
  data jsonb NOT NULL,
  PRIMARY KEY (correction_id, seq)
);

CREATE TRIGGER correction_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON correction_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The list that finance reads, one row a correction; amounts in minor units, tax included.
CREATE TABLE invoice_corrections (
  correction_id text PRIMARY KEY,
  case_id text NOT NULL,
  shop text NOT NULL,
  order_id text NOT NULL,
  currency text NOT NULL,
  action text NOT NULL,
  kind text NOT NULL,
  number text NOT NULL,
  title text NOT NULL,
  red bigint NOT NULL,
  red_tax bigint NOT NULL,
  new bigint NOT NULL,
  stage text NOT NULL,
  confirmation text NOT NULL,
  red_number text NOT NULL,
  new_number text NOT NULL,
  needs_human boolean NOT NULL,
  problem text NOT NULL,
  due_at timestamptz,
  opened_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL
);

CREATE INDEX invoice_corrections_by_case ON invoice_corrections (case_id);
CREATE INDEX invoice_corrections_by_due ON invoice_corrections (due_at) WHERE due_at IS NOT NULL;
