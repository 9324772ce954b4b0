-- migrate:up

-- Claims against carriers: what happened in each, written by the claim alone, never changed afterwards.
CREATE TABLE claim_events (
  claim_id text NOT NULL,
  seq integer NOT NULL CHECK (seq >= 1),
  type text NOT NULL CHECK (type <> ''),
  at timestamptz NOT NULL,
  actor text NOT NULL,
  data jsonb NOT NULL,
  PRIMARY KEY (claim_id, seq)
);

CREATE TRIGGER claim_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON claim_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The list that people read, one row a claim; amounts in minor units.
CREATE TABLE carrier_claims (
  claim_id text PRIMARY KEY,
  case_id text NOT NULL,
  shop text NOT NULL,
  order_id text NOT NULL,
  carrier text NOT NULL,
  waybill text NOT NULL,
  currency text NOT NULL,
  stage text NOT NULL,
  claimed bigint NOT NULL,
  recovered bigint NOT NULL,
  needs_human boolean NOT NULL,
  problem text NOT NULL,
  due_at timestamptz,
  opened_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL
);

CREATE INDEX carrier_claims_by_case ON carrier_claims (case_id);
CREATE INDEX carrier_claims_by_due ON carrier_claims (due_at) WHERE due_at IS NOT NULL;
