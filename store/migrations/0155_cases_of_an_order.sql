-- migrate:up

-- Which cases an order has, those included that the register does not tell of yet.
CREATE INDEX case_ids_by_order ON case_ids (shop, (opening -> 'order' ->> 'order_id'));
