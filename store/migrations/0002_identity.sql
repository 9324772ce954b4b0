-- migrate:up

-- Which outside request is which case, for ever: Temporal forgets a workflow id after its retention.
CREATE TABLE case_ids (
  case_id text PRIMARY KEY,
  shop text NOT NULL,
  source text NOT NULL,
  external_id text NOT NULL,
  opened_at timestamptz NOT NULL,
  workflow_started_at timestamptz,
  opening jsonb NOT NULL, -- what the workflow is started with; references only, nothing personal
  UNIQUE (shop, source, external_id)
);

CREATE INDEX case_ids_by_external_id ON case_ids (external_id, shop);
CREATE INDEX case_ids_unstarted ON case_ids (opened_at, case_id) WHERE workflow_started_at IS NULL;

-- Which cases a parcel belongs to. One parcel may hold the goods of several cases.
CREATE TABLE waybills (
  waybill text NOT NULL CHECK (waybill <> ''),
  carrier text NOT NULL,
  case_id text NOT NULL REFERENCES case_ids,
  PRIMARY KEY (waybill, carrier, case_id)
);

CREATE INDEX waybills_by_case ON waybills (case_id);

-- Personal data: here and nowhere else. Everything outside this file's tables speaks of a buyer by reference.
-- `buyer` is a digest of shop and platform id: a second unique key would make two first writes at once collide.
CREATE TABLE buyers (
  buyer text PRIMARY KEY CHECK (buyer LIKE 'b\_%'),
  shop text NOT NULL,
  platform_id text NOT NULL,
  name text NOT NULL DEFAULT '',
  email text NOT NULL DEFAULT '',
  phone text NOT NULL DEFAULT '',
  address jsonb NOT NULL DEFAULT '{}',
  locale text NOT NULL DEFAULT '',
  time_zone text NOT NULL DEFAULT '',
  opted_out boolean NOT NULL DEFAULT false
);

-- What buyers wrote. Events hold the reference.
CREATE TABLE words (
  ref text PRIMARY KEY CHECK (ref LIKE 'w\_%'),
  case_id text NOT NULL,
  text text NOT NULL,
  at timestamptz NOT NULL
);

CREATE INDEX words_by_case ON words (case_id, at);

-- Messages to buyers. A reserved one counts as sent until it certainly was not, so that caps hold at every moment.
CREATE TABLE contacts (
  key text PRIMARY KEY,
  buyer text NOT NULL,
  case_id text NOT NULL,
  channel text NOT NULL,
  letter text NOT NULL,
  at timestamptz NOT NULL, -- by the clock of the case
  state text NOT NULL CHECK (state IN ('reserved', 'sent', 'failed')),
  provider_ref text NOT NULL DEFAULT '',
  reason text NOT NULL DEFAULT ''
);

CREATE INDEX contacts_by_buyer ON contacts (buyer, at);
CREATE INDEX contacts_by_case ON contacts (case_id, at);
