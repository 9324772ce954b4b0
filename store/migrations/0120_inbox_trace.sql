-- migrate:up

-- Where a message's trace goes on when it is handled later (W3C traceparent); '' while traces are off.
ALTER TABLE inbox ADD COLUMN trace text NOT NULL DEFAULT '';
