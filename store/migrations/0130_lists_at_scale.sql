-- migrate:up

-- Lists of a hundred thousand cases, of which most are closed: each list that people ask for has an index in its order,
-- so that a page is read and not sorted out of all the others.
CREATE INDEX cases_open_by_shop_and_due ON cases (shop, COALESCE(due_at, 'infinity'::timestamptz), case_id)
  WHERE closed_at IS NULL;
CREATE INDEX cases_closed_by_shop_and_due ON cases (shop, COALESCE(due_at, 'infinity'::timestamptz), case_id)
  WHERE closed_at IS NOT NULL;
DROP INDEX cases_by_shop_and_due;
CREATE INDEX cases_closed_by_due ON cases (COALESCE(due_at, 'infinity'::timestamptz), case_id)
  WHERE closed_at IS NOT NULL;
CREATE INDEX cases_stuck_by_due ON cases (COALESCE(due_at, 'infinity'::timestamptz), case_id) WHERE stuck <> '';
DROP INDEX cases_stuck;

-- Any part of an id, of what a case waits for, or of why it is stuck; three letters or more find their rows at once.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE FUNCTION case_words(case_id text, external_id text, order_id text, waits_for text, stuck text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(case_id || ' ' || external_id || ' ' || order_id || ' ' || waits_for || ' ' || stuck)
$$;

CREATE INDEX cases_by_words ON cases USING gin (case_words(case_id, external_id, order_id, waits_for, stuck) gin_trgm_ops);
