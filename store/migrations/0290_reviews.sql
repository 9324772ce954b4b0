-- migrate:up

-- Public reviews of orders: what happened to each, never changed afterwards. What a buyer wrote stands in `words`.
CREATE TABLE review_events (
  review_id text NOT NULL,
  seq integer NOT NULL CHECK (seq >= 1),
  type text NOT NULL CHECK (type <> ''),
  at timestamptz NOT NULL,
  actor text NOT NULL,
  data jsonb NOT NULL,
  PRIMARY KEY (review_id, seq)
);

CREATE TRIGGER review_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The list that people read, one row a review; `case_id` is '' where the order has no case.
CREATE TABLE reviews (
  review_id text PRIMARY KEY,
  case_id text NOT NULL,
  shop text NOT NULL,
  order_id text NOT NULL,
  stars integer NOT NULL CHECK (stars BETWEEN 1 AND 5),
  words text NOT NULL,
  leverage boolean NOT NULL,
  state text NOT NULL,
  number text NOT NULL,
  reply text NOT NULL,
  needs_human boolean NOT NULL,
  due_at timestamptz,
  opened_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL
);

CREATE INDEX reviews_by_case ON reviews (case_id);
CREATE INDEX reviews_by_due ON reviews (due_at) WHERE due_at IS NOT NULL;
