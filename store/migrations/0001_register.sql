-- migrate:up

-- The register: what happened in each case, in order. Written by the case alone, never changed afterwards.
CREATE TABLE case_events (
  case_id text NOT NULL,
  seq integer NOT NULL CHECK (seq >= 1),
  type text NOT NULL CHECK (type <> ''),
  at timestamptz NOT NULL,
  actor text NOT NULL,
  data jsonb NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32), -- sha256(hash of the row before || this row as canonical JSON)
  PRIMARY KEY (case_id, seq)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation', HINT = 'What happened is corrected by a further row, never by changing one.';
END
$$;

CREATE TRIGGER case_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The list that people read: a projection of the register, one row a case. It can be dropped and rebuilt.
CREATE TABLE cases (
  case_id text PRIMARY KEY,
  shop text NOT NULL,
  source text NOT NULL,
  external_id text NOT NULL,
  order_id text NOT NULL,
  buyer text NOT NULL,
  scenario text NOT NULL,
  stage text NOT NULL,
  resolution text NOT NULL,
  waits_for text NOT NULL,
  due_at timestamptz,
  due_clock text NOT NULL,
  needs_human boolean NOT NULL,
  stuck text NOT NULL,
  held boolean NOT NULL,
  currency text NOT NULL,
  claimed bigint,
  refunded bigint NOT NULL,
  compensated bigint NOT NULL,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL
);

-- Lists are sorted by deadline, cases without one last.
CREATE INDEX cases_by_due ON cases (COALESCE(due_at, 'infinity'::timestamptz), case_id);
CREATE INDEX cases_by_shop_and_due ON cases (shop, COALESCE(due_at, 'infinity'::timestamptz), case_id);
CREATE INDEX cases_by_stage ON cases (stage, COALESCE(due_at, 'infinity'::timestamptz), case_id);
CREATE INDEX cases_open_by_due ON cases (COALESCE(due_at, 'infinity'::timestamptz), case_id) WHERE closed_at IS NULL;
CREATE INDEX cases_for_people ON cases (COALESCE(due_at, 'infinity'::timestamptz), case_id) WHERE needs_human;
CREATE INDEX cases_stuck ON cases (stuck) WHERE stuck <> '';
CREATE INDEX cases_by_order ON cases (order_id);
CREATE INDEX cases_by_external_id ON cases (external_id);
CREATE INDEX cases_by_buyer ON cases (buyer);
