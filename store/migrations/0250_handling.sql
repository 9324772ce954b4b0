-- migrate:up

-- How people handle a case: in whose hand it is, the newest note, marks, and by when to work on it (R8, R142, R145).
ALTER TABLE cases
  ADD COLUMN owner text NOT NULL DEFAULT '',
  ADD COLUMN handed_to text NOT NULL DEFAULT '',
  ADD COLUMN handed_at timestamptz,
  ADD COLUMN noted_at timestamptz,
  ADD COLUMN note text NOT NULL DEFAULT '',
  ADD COLUMN next_action text NOT NULL DEFAULT '',
  ADD COLUMN next_due_at timestamptz,
  ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
  ADD COLUMN cause text NOT NULL DEFAULT '',
  ADD COLUMN severity integer NOT NULL DEFAULT 0,
  ADD COLUMN urgent_at timestamptz;

CREATE INDEX cases_open_by_urgency ON cases (needs_human DESC, COALESCE(urgent_at, 'infinity'::timestamptz), case_id)
  WHERE closed_at IS NULL;
CREATE INDEX cases_open_by_owner ON cases (owner, COALESCE(due_at, 'infinity'::timestamptz), case_id)
  WHERE closed_at IS NULL;
CREATE INDEX cases_by_tags ON cases USING gin (tags);
