-- migrate:up

-- How like cases were solved is asked by ground, the newest first, and by article.
CREATE INDEX case_events_by_ground ON case_events ((data -> 'request' ->> 'ground'), at) WHERE type = 'CaseOpened';
CREATE INDEX case_events_by_article ON case_events USING gin (jsonb_path_query_array(data, '$.order.lines[*].sku'))
  WHERE type = 'CaseOpened';
