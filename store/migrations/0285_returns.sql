-- migrate:up

-- The parcels that were looked at in a span of days, without reading the whole register.
CREATE INDEX case_events_of_returns ON case_events (at) WHERE type = 'GoodsInspected';
