"""The tables of the books. Money and requests have columns of their own; the rest of the world is documents."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
  order_id TEXT PRIMARY KEY, shop TEXT NOT NULL, currency TEXT NOT NULL,
  paid INTEGER NOT NULL, ahead REAL NOT NULL DEFAULT 0, body TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS documents (
  kind TEXT NOT NULL, id TEXT NOT NULL, shop TEXT NOT NULL, order_id TEXT NOT NULL,
  changed_at REAL NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE INDEX IF NOT EXISTS documents_by_order ON documents (kind, order_id);
CREATE INDEX IF NOT EXISTS documents_by_change ON documents (kind, shop, changed_at);

CREATE TABLE IF NOT EXISTS movements (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, channel TEXT NOT NULL, reference TEXT NOT NULL,
  refund_id TEXT NOT NULL, order_id TEXT NOT NULL, purpose TEXT NOT NULL, amount INTEGER NOT NULL,
  currency TEXT NOT NULL, cause TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS movements_by_order ON movements (order_id);

CREATE TABLE IF NOT EXISTS payouts (
  refund_id TEXT PRIMARY KEY, shop TEXT NOT NULL, reference TEXT NOT NULL, order_id TEXT NOT NULL,
  purpose TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL, status TEXT NOT NULL,
  failure TEXT NOT NULL DEFAULT '', created_at REAL NOT NULL, settled_at REAL);
CREATE INDEX IF NOT EXISTS payouts_by_reference ON payouts (shop, reference);
CREATE INDEX IF NOT EXISTS payouts_by_order ON payouts (order_id);

CREATE TABLE IF NOT EXISTS keys (
  account TEXT NOT NULL, operation TEXT NOT NULL, key TEXT NOT NULL, body_hash TEXT NOT NULL,
  first_at REAL NOT NULL, status INTEGER NOT NULL, answer TEXT NOT NULL,
  PRIMARY KEY (account, operation, key));

CREATE TABLE IF NOT EXISTS requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, operation TEXT NOT NULL, key TEXT NOT NULL,
  order_id TEXT NOT NULL, body_hash TEXT NOT NULL, outcome TEXT NOT NULL DEFAULT 'unanswered',
  fault TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS requests_by_key ON requests (operation, key);

CREATE TABLE IF NOT EXISTS nonces (
  account TEXT NOT NULL, nonce TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (account, nonce));
CREATE INDEX IF NOT EXISTS nonces_by_age ON nonces (at);

CREATE TABLE IF NOT EXISTS acts (
  id INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL, story TEXT NOT NULL, name TEXT NOT NULL,
  args TEXT NOT NULL, due REAL NOT NULL, due_clock REAL, state TEXT NOT NULL DEFAULT 'pending',
  note TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS acts_due ON acts (state, due);

CREATE TABLE IF NOT EXISTS notices (
  id TEXT PRIMARY KEY, shop TEXT NOT NULL, source TEXT NOT NULL, order_id TEXT NOT NULL, body TEXT NOT NULL,
  queue_id INTEGER, created_at REAL NOT NULL, due REAL NOT NULL, sends_left INTEGER NOT NULL DEFAULT 1,
  tries INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'pending', last TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS notices_due ON notices (state, due);

CREATE TABLE IF NOT EXISTS queue (
  id INTEGER PRIMARY KEY AUTOINCREMENT, shop TEXT NOT NULL, order_id TEXT NOT NULL, topic TEXT NOT NULL,
  published_at REAL NOT NULL, content TEXT NOT NULL, hidden_until REAL NOT NULL DEFAULT 0,
  handed_out INTEGER NOT NULL DEFAULT 0, confirmed_at REAL);
CREATE INDEX IF NOT EXISTS queue_waiting ON queue (shop, confirmed_at, hidden_until);

CREATE TABLE IF NOT EXISTS messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, refund_id TEXT NOT NULL, order_id TEXT NOT NULL,
  owner_role INTEGER NOT NULL, content TEXT NOT NULL, created_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS messages_by_refund ON messages (refund_id);

CREATE TABLE IF NOT EXISTS mails (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, message_id TEXT NOT NULL, sender TEXT NOT NULL,
  recipient TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, case_id TEXT NOT NULL, question TEXT NOT NULL,
  order_id TEXT NOT NULL, in_reply_to TEXT NOT NULL DEFAULT '', refs TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS mails_by_message ON mails (message_id, recipient);

CREATE TABLE IF NOT EXISTS faults (
  id INTEGER PRIMARY KEY AUTOINCREMENT, place TEXT NOT NULL, kind TEXT NOT NULL, match TEXT NOT NULL,
  times INTEGER, seconds REAL NOT NULL, bitten INTEGER NOT NULL DEFAULT 0, banned_until REAL,
  lifted INTEGER NOT NULL DEFAULT 0);

CREATE TABLE IF NOT EXISTS fault_plan (
  one INTEGER PRIMARY KEY CHECK (one = 1), seed TEXT NOT NULL, rates TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS fault_bites (
  operation TEXT NOT NULL, kind TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (operation, kind));
CREATE TABLE IF NOT EXISTS fault_draws (
  operation TEXT NOT NULL, identity TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (operation, identity));
"""

# Message ids of the marketplace are larger than 2^53: whoever reads them into a float loses their last digits.
FIRST_QUEUE_ID = 1_172_200_053_212_681_001
