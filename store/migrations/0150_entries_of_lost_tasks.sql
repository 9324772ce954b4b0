-- migrate:up

-- By which run of the case, and in which of its workflow tasks (the length of its history then), an entry was written.
-- A worker that dies between writing and reporting takes the task with it: what it wrote never happened, and the task
-- that is done in its place writes the truth (docs/decisions/0015). Empty for entries written before.
ALTER TABLE case_events ADD COLUMN run uuid, ADD COLUMN task integer;

-- What lost tasks wrote, kept for people; the register itself tells only what happened.
CREATE TABLE case_events_lost (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lost_at timestamptz NOT NULL DEFAULT now(),
  case_id text NOT NULL,
  seq integer NOT NULL,
  type text NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  data jsonb NOT NULL,
  hash bytea NOT NULL,
  run uuid NOT NULL,
  task integer NOT NULL
);

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'case_events' AND current_setting('amends.withdraws', true) = 'yes' THEN
    RETURN NULL; -- withdraw_lost, and nobody else
  END IF;
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation', HINT = 'What happened is corrected by a further row, never by changing one.';
END
$$;

CREATE TRIGGER case_events_lost_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_events_lost
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Take what a lost task wrote out of the register, from an entry to the newest: how many entries. None, where a single
-- one of them is of another run, of another task than the first of them, or of a later task than the one that asks.
CREATE FUNCTION withdraw_lost(of_case text, first_seq integer, by_run uuid, by_task integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  lost integer;
BEGIN
  PERFORM FROM case_events WHERE case_id = of_case AND seq >= first_seq ORDER BY seq FOR UPDATE;
  IF EXISTS (
    SELECT FROM case_events
     WHERE case_id = of_case AND seq >= first_seq
       AND (run IS DISTINCT FROM by_run OR task IS NULL OR task > by_task
            OR task <> (SELECT task FROM case_events WHERE case_id = of_case AND seq = first_seq))
  ) THEN
    RETURN 0;
  END IF;
  INSERT INTO case_events_lost (case_id, seq, type, at, actor, data, hash, run, task)
  SELECT case_id, seq, type, at, actor, data, hash, run, task FROM case_events
   WHERE case_id = of_case AND seq >= first_seq ORDER BY seq;
  GET DIAGNOSTICS lost = ROW_COUNT;
  PERFORM set_config('amends.withdraws', 'yes', true);
  DELETE FROM case_events WHERE case_id = of_case AND seq >= first_seq;
  PERFORM set_config('amends.withdraws', '', true);
  UPDATE cases SET version = first_seq - 1 WHERE case_id = of_case AND version >= first_seq;
  RETURN lost;
END
$$;
