-- migrate:up

-- Buyers whom a manager has put on the shop's list, with the reason and an end (rule 3.15). It takes no right from
-- anybody: it is told to people, and counts as a signal.
CREATE TABLE bans (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shop text NOT NULL,
  buyer text NOT NULL REFERENCES buyers,
  case_id text NOT NULL,
  reason text NOT NULL,
  by text NOT NULL,
  at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > at),
  appeal text NOT NULL DEFAULT '',
  appealed_at timestamptz,
  decided_by text NOT NULL DEFAULT '', -- who decided on the appeal, or took the entry off the list
  decided_at timestamptz,
  decision text NOT NULL DEFAULT '',
  lifted boolean NOT NULL DEFAULT false
);

CREATE UNIQUE INDEX bans_one_a_buyer ON bans (buyer) WHERE NOT lifted;
CREATE INDEX bans_by_shop ON bans (shop, id);

-- How many orders a buyer has had, as the shop says; NULL where it does not.
ALTER TABLE buyers ADD COLUMN orders integer CHECK (orders >= 0);

-- The same person in another shop of ours, or beside somebody on the list, is known by these.
CREATE INDEX buyers_by_email ON buyers (email) WHERE email <> '';
CREATE INDEX buyers_by_phone ON buyers (phone) WHERE phone <> '';
