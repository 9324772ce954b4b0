-- migrate:up

-- Messages from outside, each kept before it is answered with 2xx. The identity of a message is unique for ever.
CREATE TABLE inbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shop text NOT NULL,
  source text NOT NULL,
  message_id text NOT NULL,
  body bytea NOT NULL,
  headers jsonb NOT NULL DEFAULT '{}',
  received_at timestamptz NOT NULL DEFAULT now(),
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'refused', 'unrouted')),
  tries integer NOT NULL DEFAULT 0,
  next_try_at timestamptz NOT NULL DEFAULT now(), -- while one is being handled: the end of its lease
  error text NOT NULL DEFAULT '',
  waybill text NOT NULL DEFAULT '', -- what an unrouted message speaks of
  case_id text NOT NULL DEFAULT '',
  UNIQUE (shop, source, message_id)
);

CREATE INDEX inbox_waiting ON inbox (next_try_at, id) WHERE state = 'waiting';
CREATE INDEX inbox_unrouted ON inbox (waybill) WHERE state = 'unrouted';
CREATE INDEX inbox_refused ON inbox (id) WHERE state = 'refused';
CREATE INDEX inbox_by_case ON inbox (case_id) WHERE case_id <> '';
