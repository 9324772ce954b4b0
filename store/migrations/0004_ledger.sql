-- migrate:up

-- What an order was paid, and how much of that is promised or gone back. The CHECK is the cap of rule MR-1.
CREATE TABLE order_accounts (
  shop text NOT NULL,
  order_id text NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  goods bigint NOT NULL CHECK (goods >= 0),
  freight bigint NOT NULL CHECK (freight >= 0),
  refundable bigint NOT NULL GENERATED ALWAYS AS (goods + freight) STORED,
  committed bigint NOT NULL DEFAULT 0,
  overpaid bigint NOT NULL DEFAULT 0 CHECK (overpaid >= 0), -- certainly paid although the cap had no room: an alarm
  PRIMARY KEY (shop, order_id),
  CONSTRAINT order_cap CHECK (committed >= 0 AND committed <= refundable)
);

CREATE TABLE order_lines (
  shop text NOT NULL,
  order_id text NOT NULL,
  line_id text NOT NULL,
  qty integer NOT NULL CHECK (qty >= 0),
  paid bigint NOT NULL CHECK (paid >= 0),
  committed bigint NOT NULL DEFAULT 0,
  committed_qty integer NOT NULL DEFAULT 0,
  PRIMARY KEY (shop, order_id, line_id),
  FOREIGN KEY (shop, order_id) REFERENCES order_accounts,
  CONSTRAINT line_cap CHECK (committed >= 0 AND committed <= paid),
  CONSTRAINT line_qty_cap CHECK (committed_qty >= 0 AND committed_qty <= qty)
);

-- Every movement of money back to a buyer. The key is made once per decision and never changes.
CREATE TABLE movements (
  key text PRIMARY KEY CHECK (key <> ''),
  shop text NOT NULL,
  order_id text NOT NULL,
  case_id text NOT NULL,
  kind text NOT NULL CHECK (kind <> ''), -- compensation is not held to the cap, every other kind is
  channel text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  state text NOT NULL CHECK (state IN ('reserved', 'sent', 'unknown', 'settled', 'failed', 'reversed')),
  decision integer NOT NULL,
  reason text NOT NULL DEFAULT '',
  tenders jsonb NOT NULL DEFAULT '{}',
  lines jsonb NOT NULL DEFAULT '[]', -- [{line_id, amount, qty}]: goods before deductions
  claim jsonb,
  overpaid bigint NOT NULL DEFAULT 0 CHECK (overpaid >= 0 AND overpaid <= amount), -- beyond the cap of the order
  over_lines jsonb NOT NULL DEFAULT '[]', -- as lines: beyond the caps of the lines
  provider_ref text NOT NULL DEFAULT '',
  provider_amount bigint, -- what the provider says it paid
  source text NOT NULL DEFAULT 'order', -- from where the newest state is known
  failure text NOT NULL DEFAULT '',
  first_sent_at timestamptz,
  last_sent_at timestamptz,
  sends integer NOT NULL DEFAULT 0,
  next_lookup_at timestamptz,
  lookups integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (shop, order_id) REFERENCES order_accounts,
  CONSTRAINT lines_not_negative CHECK (NOT jsonb_path_exists(lines, '$[*] ? (@.amount < 0 || @.qty < 0)')),
  -- Only money that has certainly moved may stand beyond the cap; nothing is promised beyond it.
  CONSTRAINT beyond_cap_only_when_paid
    CHECK (state IN ('settled', 'reversed') OR (overpaid = 0 AND over_lines = '[]'::jsonb))
);

CREATE INDEX movements_by_order ON movements (shop, order_id);
CREATE INDEX movements_by_case ON movements (case_id);
CREATE INDEX movements_by_provider_ref ON movements (provider_ref) WHERE provider_ref <> '';
CREATE INDEX movements_open ON movements (next_lookup_at) WHERE state IN ('sent', 'unknown');

CREATE TABLE movement_history (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text NOT NULL REFERENCES movements,
  state text NOT NULL,
  source text NOT NULL,
  provider_ref text NOT NULL,
  failure text NOT NULL,
  at timestamptz NOT NULL
);

CREATE INDEX movement_history_by_key ON movement_history (key, id);

CREATE TRIGGER movement_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON movement_history
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER movements_stay BEFORE DELETE OR TRUNCATE ON movements
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- True where a movement takes room under the caps.
CREATE FUNCTION counts_against_cap(kind text, state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT kind <> 'compensation' AND state IN ('reserved', 'sent', 'unknown', 'settled')
$$;

-- What was decided never changes, and certain knowledge is never forgotten.
CREATE FUNCTION guard_movement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.key, NEW.shop, NEW.order_id, NEW.case_id, NEW.kind, NEW.channel, NEW.amount, NEW.currency, NEW.decision,
      NEW.tenders, NEW.lines)
     IS DISTINCT FROM
     (OLD.key, OLD.shop, OLD.order_id, OLD.case_id, OLD.kind, OLD.channel, OLD.amount, OLD.currency, OLD.decision,
      OLD.tenders, OLD.lines) THEN
    RAISE EXCEPTION 'movement %: what was decided cannot be changed', OLD.key
      USING ERRCODE = 'restrict_violation', HINT = 'A new decision makes a new movement with a new key.';
  END IF;
  IF (OLD.state = 'settled' AND NEW.state NOT IN ('settled', 'reversed'))
     OR (OLD.state = 'reversed' AND NEW.state <> 'reversed')
     OR (OLD.state = 'failed' AND NEW.state NOT IN ('failed', 'settled', 'reversed')) THEN
    RAISE EXCEPTION 'movement %: % cannot become %', OLD.key, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation', HINT = 'Late and repeated reports change nothing that is certain.';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER movements_guarded BEFORE UPDATE ON movements FOR EACH ROW EXECUTE FUNCTION guard_movement();

-- Keeps the committed totals of order and lines, whoever writes the movement: a raw INSERT meets the same cap.
CREATE FUNCTION commit_movement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before_sign integer := 0;
  after_sign integer := 0;
  paid_before bigint := 0;
  over_before bigint := 0;
  lines_before jsonb := '[]';
  over_lines_before jsonb := '[]';
  touched integer;
  named integer;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    before_sign := counts_against_cap(OLD.kind, OLD.state)::integer;
    paid_before := OLD.amount - OLD.overpaid;
    over_before := OLD.overpaid;
    lines_before := OLD.lines;
    over_lines_before := OLD.over_lines;
  END IF;
  after_sign := counts_against_cap(NEW.kind, NEW.state)::integer;
  IF before_sign = after_sign AND paid_before = NEW.amount - NEW.overpaid
     AND over_lines_before IS NOT DISTINCT FROM NEW.over_lines THEN
    RETURN NULL;
  END IF;
  IF before_sign = 0 AND after_sign = 0 THEN
    RETURN NULL;
  END IF;

  UPDATE order_accounts
     SET committed = committed + after_sign * (NEW.amount - NEW.overpaid) - before_sign * paid_before,
         overpaid = overpaid + after_sign * NEW.overpaid - before_sign * over_before
   WHERE shop = NEW.shop AND order_id = NEW.order_id;

  SELECT count(DISTINCT line_id) INTO named FROM jsonb_to_recordset(NEW.lines) AS l (line_id text);
  WITH moved AS (
    SELECT p.line_id, sum(p.sign * p.amount)::bigint AS amount, sum(p.sign * p.qty)::integer AS qty
      FROM (
        SELECT l.line_id, l.amount, l.qty, after_sign AS sign
          FROM jsonb_to_recordset(NEW.lines) AS l (line_id text, amount bigint, qty integer)
        UNION ALL
        SELECT l.line_id, l.amount, l.qty, -after_sign
          FROM jsonb_to_recordset(NEW.over_lines) AS l (line_id text, amount bigint, qty integer)
        UNION ALL
        SELECT l.line_id, l.amount, l.qty, -before_sign
          FROM jsonb_to_recordset(lines_before) AS l (line_id text, amount bigint, qty integer)
        UNION ALL
        SELECT l.line_id, l.amount, l.qty, before_sign
          FROM jsonb_to_recordset(over_lines_before) AS l (line_id text, amount bigint, qty integer)
      ) AS p
     GROUP BY p.line_id
  )
  UPDATE order_lines AS o
     SET committed = o.committed + moved.amount, committed_qty = o.committed_qty + moved.qty
    FROM moved
   WHERE o.shop = NEW.shop AND o.order_id = NEW.order_id AND o.line_id = moved.line_id;
  GET DIAGNOSTICS touched = ROW_COUNT;
  IF touched <> named THEN
    RAISE EXCEPTION 'movement %: names a line that order % does not have', NEW.key, NEW.order_id
      USING ERRCODE = 'foreign_key_violation', HINT = 'The lines of a payment are those of its order.';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER movements_committed AFTER INSERT OR UPDATE ON movements
  FOR EACH ROW EXECUTE FUNCTION commit_movement();

-- The history writes itself, so that no change of state can be left out.
CREATE FUNCTION remember_movement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' OR (OLD.state, OLD.sends, OLD.provider_ref) IS DISTINCT FROM (NEW.state, NEW.sends, NEW.provider_ref)
  THEN
    INSERT INTO movement_history (key, state, source, provider_ref, failure, at)
    VALUES (NEW.key, NEW.state, NEW.source, NEW.provider_ref, NEW.failure, NEW.updated_at);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER movements_remembered AFTER INSERT OR UPDATE ON movements
  FOR EACH ROW EXECUTE FUNCTION remember_movement();
