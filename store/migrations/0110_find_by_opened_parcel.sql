-- migrate:up

-- A parcel that nobody announced is known from its inspection alone: people find its case by the waybill all the same.
CREATE INDEX case_events_by_opened_parcel ON case_events ((data -> 'finding' ->> 'waybill'))
  WHERE type = 'GoodsInspected';
