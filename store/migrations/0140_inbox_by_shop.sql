-- migrate:up

-- Shops take turns at the inbox: the next waiting message of each is found without passing over another's flood.
CREATE INDEX inbox_turns ON inbox (shop, next_try_at, id) WHERE state = 'waiting';
DROP INDEX inbox_waiting; -- only the order across all shops needed it
