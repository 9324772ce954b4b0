-- migrate:up

-- Defects that came again, told to the product department once: the outbox of the quality loop (domain/quality.py).
CREATE TABLE feedback_cards (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shop text NOT NULL,
  subject text NOT NULL,
  name text NOT NULL,
  ground text NOT NULL,
  days integer NOT NULL CHECK (days > 0),
  answer_due timestamptz NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz, -- NULL: it waits for an address, or for the mail server
  reference text NOT NULL DEFAULT ''
);

CREATE INDEX feedback_cards_by_shop ON feedback_cards (shop, id);

-- A case is told once of each defect.
CREATE TABLE feedback_cases (
  shop text NOT NULL,
  subject text NOT NULL,
  name text NOT NULL,
  ground text NOT NULL,
  case_id text NOT NULL,
  card bigint NOT NULL REFERENCES feedback_cards,
  place integer NOT NULL, -- on the card, oldest first
  PRIMARY KEY (shop, subject, name, ground, case_id)
);

CREATE INDEX feedback_cases_by_card ON feedback_cases (card);
