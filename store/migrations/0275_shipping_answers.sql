-- migrate:up

-- What whoever ships was told when they asked whether an order may leave: shown when goods left all the same (F24).
CREATE TABLE shipping_answers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shop text NOT NULL CHECK (shop <> ''),
  order_id text NOT NULL CHECK (order_id <> ''),
  asked_at timestamptz NOT NULL DEFAULT now(),
  asked_by text NOT NULL CHECK (asked_by <> ''), -- the source of a signed question, or a person
  message_id text NOT NULL DEFAULT '', -- of a signed question
  may_ship boolean NOT NULL,
  may_complete boolean NOT NULL,
  answer jsonb NOT NULL -- as it was given
);

CREATE INDEX shipping_answers_by_order ON shipping_answers (shop, order_id, id);

CREATE TRIGGER shipping_answers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON shipping_answers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
