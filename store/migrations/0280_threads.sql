-- migrate:up
-- Letters of all cases of a buyer stand in one thread, and an answer in it finds the case that asked.
ALTER TABLE contacts
  ADD COLUMN thread text NOT NULL DEFAULT '', -- the key of the letter that the thread began with
  ADD COLUMN subject text NOT NULL DEFAULT '', -- of the thread
  ADD COLUMN question text NOT NULL DEFAULT '';

CREATE INDEX contacts_by_provider_ref ON contacts (provider_ref) WHERE provider_ref <> '';
