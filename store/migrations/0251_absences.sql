-- migrate:up

-- When people are away, so that what is due then is somebody else's (table 3.19 row 5).
CREATE TABLE absences (
  shop text NOT NULL,
  name text NOT NULL CHECK (name <> ''),
  since timestamptz NOT NULL,
  until timestamptz NOT NULL,
  entered_by text NOT NULL,
  PRIMARY KEY (shop, name, since),
  CHECK (since < until)
);

-- The daily look at the hand-over is watched like those at register and ledger: all shops together, each by its own look.
CREATE TABLE shop_checks (
  name text NOT NULL CHECK (name IN ('handover')),
  shop text NOT NULL,
  ended_at timestamptz NOT NULL,
  breaches integer NOT NULL CHECK (breaches >= 0),
  PRIMARY KEY (name, shop)
);
ALTER TABLE checks DROP CONSTRAINT checks_name_check;
ALTER TABLE checks ADD CHECK (name IN ('register', 'ledger', 'handover'));
