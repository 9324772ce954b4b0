-- migrate:up

-- A shop's figures by day, computed from the register and computed anew at any time (domain/figures.py).
CREATE TABLE daily_figures (
  shop text NOT NULL,
  day date NOT NULL, -- of the shop's time zone
  opened integer NOT NULL CHECK (opened >= 0),
  refunds integer NOT NULL CHECK (refunds >= 0),
  refund_seconds bigint NOT NULL CHECK (refund_seconds >= 0),
  self_completed integer NOT NULL CHECK (self_completed BETWEEN 0 AND refunds),
  grounds jsonb NOT NULL,
  rulings integer NOT NULL CHECK (rulings >= 0),
  rulings_for_buyer integer NOT NULL CHECK (rulings_for_buyer BETWEEN 0 AND rulings),
  PRIMARY KEY (shop, day)
);

-- The cases of a day, without reading all the others.
CREATE INDEX case_events_of_figures ON case_events (at)
  WHERE type IN ('CaseOpened', 'PaymentChanged', 'RulingGiven');
